//! `shiome digest preview|send`

use crate::failure::Failure;
use crate::lock::DataLock;
use crate::stop::Stop;
use crate::{Common, wiring};
use anyhow::Context;
use shiome_model::Week;
use shiome_pipelines::{deliver, digest};
use shiome_publish::Edition;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show the weekly digest, or seal and send it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Render a week's digest without recording or sending anything.
    Preview {
        #[command(flatten)]
        which: Which,
        /// Write digest.<lang>.html and .txt into this folder instead of printing the text.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Seal a week's digest in all configured languages and work through the outbox.
    Send {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The week (2026-W08); the last one that is over if left out.
    #[arg(long)]
    week: Option<Week>,
    /// Language: ja or en; all configured ones if left out.
    #[arg(long)]
    lang: Option<Edition>,
}

pub async fn run(common: &Common, args: Args) -> Result<ExitCode, Failure> {
    let config = wiring::config(common)?;
    let data = wiring::data_dir(common, &config.app);
    let house = wiring::quiet_house(common, &config).await?;
    let languages = |which: &Which| -> Result<Vec<Edition>, Failure> {
        match which.lang {
            Some(lang) => Ok(vec![lang]),
            None => {
                config.app.digest.languages.iter().map(|l| l.parse().map_err(Failure::mistaken)).collect()
            }
        }
    };
    let week_of = |which: &Which| which.week.unwrap_or(Week::of(house.now()).previous());
    match args.what {
        What::Preview { which, out } => {
            for lang in languages(&which)? {
                let edit = wiring::digest_edit(&config.app, lang);
                let (rendered, documents) = digest::preview(&house, &edit, week_of(&which)).await?;
                if common.json {
                    super::print_json(&serde_json::json!({
                        "id": rendered.id, "subject": rendered.subject, "documents": documents,
                        "manifest": rendered.manifest,
                    }))?;
                }
                match &out {
                    Some(dir) => {
                        std::fs::create_dir_all(dir).with_context(|| format!("make '{}'", dir.display()))?;
                        for (suffix, text) in [("html", &rendered.html), ("txt", &rendered.text)] {
                            let path = dir.join(format!("digest.{lang}.{suffix}"));
                            std::fs::write(&path, text)
                                .with_context(|| format!("write '{}'", path.display()))?;
                            if !common.json {
                                println!("{}", path.display());
                            }
                        }
                    }
                    None if !common.json => println!("{}\n\n{}", rendered.subject, rendered.text),
                    None => {}
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Send { which } => {
            let _lock = DataLock::take(&data)?;
            let stop = Stop::listen();
            for lang in languages(&which)? {
                let edit = wiring::digest_edit(&config.app, lang);
                digest::seal(&house, &edit, week_of(&which), &config.app.digest.recipients).await?;
            }
            let (mailer, sender) = (config.app.mail.mailer()?, config.app.mail.sender());
            let sent = deliver::run(&house, &mailer, &sender, "local", stop.flag()).await?;
            if common.json {
                super::print_json(&serde_json::json!({
                    "sent": sent.sent, "deferred": sent.deferred, "failed": sent.failed,
                }))?;
            } else {
                println!("{} sent, {} to be tried again, {} given up", sent.sent, sent.deferred, sent.failed);
            }
            Ok(ExitCode::from(u8::from(sent.failed > 0)))
        }
    }
}
