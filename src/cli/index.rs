//! `whosaid index`: bring the index up to date with the files.

use std::path::PathBuf;

use crate::error::{Error, ErrorKind};
use crate::model::{IndexRequest, IndexSummary};
use crate::output::count;

use super::Context;
use super::exit::Outcome;
use super::progress::Bar;

#[derive(Debug, clap::Args)]
pub(super) struct IndexArgs {
    /// Files and folders [default: roots of whosaid.toml, else those of the index, else ./corpus]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Build the whole index anew and swap it in
    #[arg(long)]
    rebuild: bool,
}

/// Runs `whosaid index`.
pub(super) fn cmd_index(args: IndexArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let given: Vec<PathBuf> = args.paths.iter().map(|path| context.env.resolve(path)).collect();
    let paths = match given.is_empty() {
        true if context.settings.roots.is_empty() && context.engine.exists()? => Vec::new(),
        true => roots(context).ok_or_else(nothing_to_index)?,
        false => given,
    };
    let summary = build(context, paths, args.rebuild)?;
    writeln!(context.out, "{}", told(&summary))?;
    if !(summary.skipped.is_empty() || context.verbose) {
        context.talk.remark("-v names the files that were skipped");
    }
    Ok(outcome(&summary))
}

/// The roots to take where none are given and no index has any.
pub(super) fn roots(context: &Context<'_>) -> Option<Vec<PathBuf>> {
    if !context.settings.roots.is_empty() {
        return Some(context.settings.roots.clone());
    }
    let corpus = context.env.resolve("corpus".as_ref());
    corpus.is_dir().then(|| vec![corpus])
}

fn nothing_to_index() -> Error {
    Error::new(ErrorKind::NoIndex, "nothing to index: there is no index yet and no folder `corpus` here")
        .with_hint("name a folder of transcripts: whosaid index FOLDER")
}

/// Indexes with progress, and names on stderr what was skipped and what failed.
pub(super) fn build(
    context: &mut Context<'_>,
    paths: Vec<PathBuf>,
    rebuild: bool,
) -> anyhow::Result<IndexSummary> {
    let request = IndexRequest { paths, rebuild, rules: context.settings.rules.clone() };
    let bar = Bar::new(context.env.stderr_terminal);
    let summary = context.engine.index(&request, &bar);
    crate::model::Progress::end(&bar);
    let summary = summary?;
    let (talk, view) = (&mut context.talk, &context.view);
    if context.verbose {
        for (path, reason) in &summary.skipped {
            talk.remark(&format!("skipped {}: {reason}", view.shorten(path)));
        }
        for (path, message) in &summary.warnings {
            talk.warning(&format!("{}: {message}", view.shorten(path)));
        }
    } else if !summary.warnings.is_empty() {
        let told = count(summary.warnings.len(), "warning");
        talk.remark(&format!("{told} about files that were read; -v names them"));
    }
    for (path, message) in &summary.failed {
        talk.failed(&view.shorten(path), message);
    }
    Ok(summary)
}

/// The summary in one line.
pub(super) fn told(summary: &IndexSummary) -> String {
    let IndexSummary { interviews, turns, words, added, changed, gone, skipped, failed, took_ms, .. } =
        summary;
    let whole = [count(*interviews, "interview"), count(*turns, "turn"), count(*words, "word")].join(", ");
    let seconds = *took_ms as f64 / 1000.0;
    let done = [(*added, "added"), (*changed, "changed"), (*gone, "gone")];
    let left = [(skipped.len(), "skipped"), (failed.len(), "failed")];
    let parts: Vec<String> = done
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .chain(left)
        .map(|(n, what)| format!("{} {what}", crate::output::thousands(n)))
        .collect();
    format!("{whole} in {seconds:.1} s: {}", parts.join(", "))
}

/// A failed file makes exit 2.
pub(super) fn outcome(summary: &IndexSummary) -> Outcome {
    if summary.failed.is_empty() { Outcome::Done } else { Outcome::FilesFailed }
}
