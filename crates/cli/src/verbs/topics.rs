//! `shiome topics terms | shadow`

mod shadow;
mod terms;

use crate::Common;
use crate::failure::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// Look at the thesaurus, and try a changed one before it counts.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List terms with how often each was right in the gold set of the project.
    Terms {
        /// Only those of this topic.
        topic: Option<String>,
        /// Only those that were wrong at least once.
        #[arg(long)]
        wrong: bool,
    },
    /// Run a changed folder of topics over all stored documents, and tell what it would change.
    ///
    /// Nothing is written: neither annotations nor the thesaurus in use. `config/topics` of another
    /// branch, or a copy of it, is such a folder.
    Shadow {
        /// The changed folder.
        dir: PathBuf,
        /// Documents shown for each topic and term.
        #[arg(long, value_name = "COUNT", default_value_t = 3)]
        examples: usize,
    },
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::Terms { topic, wrong } => terms::run(common, topic.as_deref(), wrong),
        What::Shadow { dir, examples } => shadow::run(common, &dir, examples).await,
    }
}
