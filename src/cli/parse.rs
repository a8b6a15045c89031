//! `whosaid parse`: how files are split, without touching the index.

use std::path::PathBuf;

use crate::model::{FileSettings, ParseRequest, Parsed};
use crate::output::{human, json};

use super::Context;
use super::exit::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct ParseArgs {
    /// Files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The labels of the speakers as written in the files, where the guess is wrong: "A,B"
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    speakers: Vec<String>,
    /// The format to read the files as, where the guess is wrong: text, markdown, srt, …; any other name
    /// lists them all
    #[arg(long, value_name = "NAME")]
    format: Option<String>,
    /// Print JSON Lines, with the whole text
    #[arg(long)]
    json: bool,
}

/// Runs `whosaid parse`.
pub(super) fn cmd_parse(args: ParseArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let speakers = args.speakers.iter().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
    let request = ParseRequest {
        files: args.files,
        settings: FileSettings { speakers, format: args.format, footers: Vec::new() },
        rules: context.settings.rules.clone(),
    };
    let parsed = context.engine.parse(&request)?;
    for (i, one) in parsed.iter().enumerate() {
        if args.json {
            json::parsed(context.out, one)?;
        } else {
            if i > 0 && matches!(one, Parsed::Interview(_)) {
                writeln!(context.out)?;
            }
            human::parsed(context.out, one, &context.view)?;
        }
        context.out.flush()?;
        tell_failure(one, context);
    }
    let whole = parsed.iter().all(|one| matches!(one, Parsed::Interview(_) | Parsed::PassedOver { .. }));
    Ok(if whole { Outcome::Done } else { Outcome::FilesFailed })
}

/// Says what is wrong with a file that yields no interview.
fn tell_failure(parsed: &Parsed, context: &mut Context<'_>) {
    match parsed {
        Parsed::Interview(_) => {}
        Parsed::PassedOver { path, reason } if context.verbose => {
            context.talk.remark(&format!("skipped {}: {reason}", context.view.shorten(path)));
        }
        Parsed::PassedOver { .. } => {}
        Parsed::Skipped { path, reason, .. } => {
            context.talk.failed(&context.view.shorten(path), &format!("skipped, {reason}"));
        }
        Parsed::Failed { path, line, message, .. } => {
            let place = context.view.shorten(path);
            let place = line.map_or(place.clone(), |line| format!("{place}:{line}"));
            context.talk.failed(&place, message);
        }
    }
}
