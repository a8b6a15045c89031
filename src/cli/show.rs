//! `whosaid show`: read an interview, or one turn with turns around it.

use crate::model::ShowRequest;
use crate::output::{human, json};

use super::Context;
use super::exit::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// An interview's id or a unique part of it, with #N for one turn: jing-xiandong#5
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// Show so many turns around the one addressed
    #[arg(short = 'C', long = "context", value_name = "N", default_value_t = 0)]
    context: usize,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

/// Runs `whosaid show`.
pub(super) fn cmd_show(args: ShowArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let shown = context.engine.show(&ShowRequest { address: args.address, context: args.context })?;
    match args.json {
        true => json::show(context.out, &shown)?,
        false => human::show(context.out, &shown, &context.view)?,
    }
    context.out.flush()?;
    for notice in &shown.notices {
        context.talk.warning(notice);
    }
    Ok(Outcome::Done)
}
