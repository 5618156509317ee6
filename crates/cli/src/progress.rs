//! Progress of long work on a terminal; a line per event in the log elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use shiome_model::SourceId;
use shiome_pipelines::{Event, Listener};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A bar that follows the events of flows.
pub struct Progress {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Works under way per source: done, of.
    sources: BTreeMap<SourceId, (usize, usize)>,
    finished: usize,
    new: u32,
}

impl Progress {
    /// Shows on standard error if that is a terminal and `quiet` is not asked for.
    pub fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        Self { bar, state: Arc::default() }
    }

    /// Begins a stage with `total` steps (0: unknown).
    pub fn stage(&self, name: &str, total: usize) {
        self.bar.reset();
        self.bar.set_length(total as u64);
        self.bar.set_position(0);
        let template = match total {
            0 => "{spinner} {prefix:<8} {elapsed_precise} {wide_msg}",
            _ => "{spinner} {prefix:<8} {elapsed_precise} [{bar:24}] {pos}/{len} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        self.bar.set_prefix(name.to_owned());
        self.bar.set_message("");
        self.bar.enable_steady_tick(Duration::from_millis(120));
        if let Ok(mut state) = self.state.lock() {
            *state = State::default();
        }
    }

    /// What flows tell it.
    pub fn listener(&self) -> Listener {
        let (bar, state) = (self.bar.clone(), self.state.clone());
        Arc::new(move |event| {
            let Ok(mut state) = state.lock() else { return };
            match event {
                Event::SourceStarted(source) => {
                    state.sources.insert(source.clone(), (0, 0));
                }
                Event::SourceAdvanced { source, done, of } => {
                    state.sources.insert(source.clone(), (*done, *of));
                }
                Event::SourceDone { source, new, failed } => {
                    state.sources.remove(source);
                    state.finished += 1;
                    state.new += new;
                    bar.set_position(state.finished as u64);
                    match failed {
                        Some(why) => tracing::warn!(%source, why, "source could not be read"),
                        None => tracing::info!(%source, new, "source read"),
                    }
                }
                Event::Withdrawn { source, documents } => {
                    tracing::info!(%source, documents, "the source took documents back");
                    return;
                }
                Event::Followed { done, .. } => {
                    bar.set_position(*done as u64);
                    bar.set_message(format!("{done}"));
                    return;
                }
            }
            let under_way: Vec<String> =
                state.sources.iter().take(3).map(|(s, (done, of))| format!("{s} {done}/{of}")).collect();
            bar.set_message(format!("{} new · {}", state.new, under_way.join(" · ")));
        })
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
