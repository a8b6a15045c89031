//! `whosaid speakers`: who spoke, in how many interviews, turns and words.

use crate::output::{count, human, json, tsv};

use super::Context;
use super::exit::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct SpeakersArgs {
    /// Print JSON Lines
    #[arg(long, conflicts_with = "tsv")]
    json: bool,
    /// Print tab-separated values with a head line
    #[arg(long)]
    tsv: bool,
}

/// Runs `whosaid speakers`.
pub(super) fn cmd_speakers(args: SpeakersArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let listed = context.engine.speakers()?;
    match args {
        SpeakersArgs { json: true, .. } => json::speakers(context.out, &listed)?,
        SpeakersArgs { tsv: true, .. } => tsv::speakers(context.out, &listed)?,
        _ => {
            human::speakers(context.out, &listed, &context.view)?;
            context.out.flush()?;
            context.talk.remark(&count(listed.len(), "speaker"));
        }
    }
    Ok(Outcome::Done)
}
