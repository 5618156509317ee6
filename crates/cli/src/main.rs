//! The binary `shiome`: reads the clock, the command line and the configuration, wires the crates
//! together, and tells people what happened.
//!
//! The one decision here: **only this crate knows where it runs**. Everything below it takes the
//! time, the settings and the addresses as arguments. It decides nothing about research policy.

mod config;
mod demo;
mod expand;
mod failure;
mod lock;
mod progress;
mod stop;
mod verbs;
mod wiring;

use clap::{Parser, Subcommand};
use failure::Failure;
use shiome_model::Timestamp;
use std::path::PathBuf;
use std::process::ExitCode;

/// Many small pieces come and go on many threads: what the system brings takes up to twice the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Shiome (潮目): what turns in research policy, world-wide.
#[derive(Debug, Parser)]
#[command(name = "shiome", version, about, max_term_width = 100)]
struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

/// Options of every verb.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Folder of app.toml, sources/ and topics/.
    #[arg(long, global = true, value_name = "DIR", default_value = "config")]
    config: PathBuf,
    /// Folder of catalog, archive, index and lake; overrides `data` of app.toml.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one JSON object on standard output instead of text.
    #[arg(long, global = true)]
    json: bool,
    /// Take this for the present moment (RFC 3339): for replays.
    #[arg(long, global = true, value_name = "TIME")]
    now: Option<Timestamp>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Run(verbs::run::Args),
    Serve(verbs::serve::Args),
    Search(verbs::search::Args),
    Trends(verbs::trends::Args),
    Topics(verbs::topics::Args),
    Digest(verbs::digest::Args),
    Report(verbs::report::Args),
    Promises(verbs::promises::Args),
    Source(verbs::source::Args),
    Memo(verbs::memo::Args),
    Status(verbs::status::Args),
    Verify(verbs::verify::Args),
    Warc(verbs::warc::Args),
    Rebuild(verbs::rebuild::Args),
    Config(verbs::config::Args),
    Demo(verbs::demo::Args),
    Bench(verbs::bench::Args),
    Eval(verbs::eval::Args),
}

fn main() -> ExitCode {
    stop::leave_quietly_when_nobody_reads();
    let args = Args::parse();
    wiring::start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("shiome: failed to start the runtime: {error}");
            return ExitCode::from(3);
        }
    };
    match runtime.block_on(dispatch(args)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("shiome: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

async fn dispatch(args: Args) -> Result<ExitCode, Failure> {
    let common = args.common;
    match args.verb {
        Verb::Run(args) => verbs::run::run(&common, args).await,
        Verb::Serve(args) => verbs::serve::run(&common, args).await,
        Verb::Search(args) => verbs::search::run(&common, args).await,
        Verb::Topics(args) => verbs::topics::run(&common, args).await,
        Verb::Trends(args) => verbs::trends::run(&common, args).await,
        Verb::Digest(args) => verbs::digest::run(&common, args).await,
        Verb::Report(args) => verbs::report::run(&common, args).await,
        Verb::Promises(args) => verbs::promises::run(&common, args).await,
        Verb::Source(args) => verbs::source::run(&common, args).await,
        Verb::Memo(args) => verbs::memo::run(&common, args).await,
        Verb::Status(args) => verbs::status::run(&common, args).await,
        Verb::Verify(args) => verbs::verify::run(&common, args).await,
        Verb::Warc(args) => verbs::warc::run(&common, args).await,
        Verb::Rebuild(args) => verbs::rebuild::run(&common, args).await,
        Verb::Config(args) => verbs::config::run(&common, args),
        Verb::Demo(args) => verbs::demo::run(&common, args).await,
        Verb::Bench(args) => verbs::bench::run(&common, args).await,
        Verb::Eval(args) => verbs::eval::run(&common, args),
    }
}
