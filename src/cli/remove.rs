//! `whosaid remove`: forget interviews, and keep them forgotten.

use crate::output::{count, one_line};

use super::Context;
use super::exit::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct RemoveArgs {
    /// Ids of interviews, or unique parts of them
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

/// Runs `whosaid remove`.
pub(super) fn cmd_remove(args: RemoveArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let removed = context.engine.remove(&args.ids)?;
    for id in &removed {
        writeln!(context.out, "{}", one_line(id))?;
    }
    context.out.flush()?;
    context.talk.remark(&format!("{} removed", count(removed.len(), "interview")));
    context.talk.hint("whosaid index FILE, with the file's own path, takes one back");
    Ok(Outcome::Done)
}
