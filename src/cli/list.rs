//! `whosaid list`: the indexed interviews.

use crate::output::{count, human, json, tsv};

use super::Context;
use super::exit::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Print JSON Lines
    #[arg(long, conflicts_with = "tsv")]
    json: bool,
    /// Print tab-separated values with a head line
    #[arg(long)]
    tsv: bool,
}

/// Runs `whosaid list`.
pub(super) fn cmd_list(args: ListArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let listed = context.engine.list()?;
    match args {
        ListArgs { json: true, .. } => json::list(context.out, &listed)?,
        ListArgs { tsv: true, .. } => tsv::list(context.out, &listed)?,
        _ => {
            human::list(context.out, &listed, &context.view)?;
            context.out.flush()?;
            context.talk.remark(&count(listed.len(), "interview"));
        }
    }
    Ok(Outcome::Done)
}
