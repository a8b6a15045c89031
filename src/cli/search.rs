//! `whosaid search`: ranked turns with snippets.

use clap::{ArgGroup, Args, Command, ValueEnum};

use crate::error::{Error, ErrorKind};
use crate::model::{Questions, Rank, SearchAnswer, SearchRequest, Sort};
use crate::output::{count, human, json, thousands, tsv, vimgrep};

use super::Context;
use super::exit::Outcome;
use super::filters::Filters;
use super::{index, query};

/// A snippet where the width of the reader's window is not known, in columns.
const SNIPPET: usize = 160;

/// The command with its options described at once, so that in the help they stand before those of every command, and
/// with the query language in short.
pub(super) fn with_help(command: Command) -> Command {
    SearchArgs::augment_args(command).after_help(syntax()).defer(|command| command)
}

fn syntax() -> String {
    format!(
        "Options come before the query; after its first word everything is query. Quote it for the\n\
         shell: whosaid search '\"the old ferry\" speaker:Quill'. One that begins with - needs -- before it.\n\n\
         Query (whosaid help query says more; every filter above is a prefix too):\n{}",
        query::syntax()
    )
}

#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("form").multiple(false)))]
#[command(override_usage = "whosaid search [OPTIONS] QUERY...")]
pub(super) struct SearchArgs {
    /// Show at most so many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Pass over the first so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Show so many turns after each hit
    #[arg(short = 'A', long = "after", value_name = "N")]
    after: Option<usize>,
    /// Show so many turns before each hit
    #[arg(short = 'B', long = "before", value_name = "N")]
    before: Option<usize>,
    /// Show so many turns around each hit
    #[arg(short = 'C', long = "context", value_name = "N", default_value_t = 0)]
    context: usize,
    /// Order of the hits: relevance, date (newest first), path
    #[arg(long, value_name = "ORDER", default_value = "relevance", hide_possible_values = true)]
    sort: SortArg,
    /// At most so many hits of one interview
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_interview: Option<u32>,
    /// Find turns with any of the words rather than all
    #[arg(long)]
    any: bool,
    /// Take the query as words, without any syntax
    #[arg(short = 'F', long)]
    plain: bool,
    /// Show interviews rather than turns
    #[arg(short = 'l', long)]
    interviews: bool,
    /// Show only how many match
    #[arg(short = 'c', long)]
    count: bool,
    /// How hits are ranked: full, or plain (BM25 of the turn's own words, to compare with)
    #[arg(long, value_name = "HOW", default_value = "full", hide_possible_values = true)]
    rank: RankArg,
    /// Say how each score came about
    #[arg(long)]
    explain: bool,
    /// Print JSON Lines
    #[arg(long, group = "form")]
    json: bool,
    /// Print tab-separated values
    #[arg(long, group = "form")]
    tsv: bool,
    /// Print path:line:1:text for an editor; the line is the turn's label
    #[arg(long, group = "form", conflicts_with = "interviews")]
    vimgrep: bool,
    #[command(flatten)]
    filters: Filters,
    /// Words, quoted strings, filters
    #[arg(value_name = "QUERY", trailing_var_arg = true)]
    query: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    Relevance,
    Date,
    Path,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RankArg {
    Full,
    Plain,
}

/// Runs `whosaid search`.
pub(super) fn cmd_search(args: SearchArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let request = request(&args, context);
    if request.query.trim().is_empty() && request.filters.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "nothing to search for")
            .with_hint("type words or a filter, such as: whosaid search ecosystem")
            .into());
    }
    for option in options_in(&args.query) {
        context.talk.hint(&format!("`{option}` is taken as part of the query; options come before it"));
    }
    let (answer, built) = match context.engine.search(&request) {
        Err(error) if error.kind() == ErrorKind::NoIndex => {
            let built = build(context)?;
            (context.engine.search(&request)?, built)
        }
        answer => (answer?, Outcome::Done),
    };
    write(&args, &request, &answer, context)?;
    context.out.flush()?;
    talk_about(&args, &request, &answer, context);
    Ok(match answer.total {
        0 => Outcome::NothingFound,
        _ => built,
    })
}

/// The options that somebody typed after the query's first word.
fn options_in(query: &[String]) -> Vec<&str> {
    if !query.iter().skip(1).any(|word| word.starts_with('-')) {
        return Vec::new();
    }
    let command = SearchArgs::augment_args(Command::new("search"));
    let is_option = |word: &str| {
        command.get_arguments().any(|arg| {
            let long = word.strip_prefix("--").and_then(|name| name.split('=').next());
            let short = word.strip_prefix('-').and_then(|letter| letter.chars().next());
            let bare = word.chars().skip(2).all(|c| c.is_ascii_digit());
            (long.is_some() && long == arg.get_long())
                || (bare && short.is_some() && short == arg.get_short())
        })
    };
    query.iter().skip(1).map(String::as_str).filter(|word| is_option(word)).collect()
}

fn request(args: &SearchArgs, context: &Context<'_>) -> SearchRequest {
    // Two lines of a narrow terminal, one of a wide one.
    let columns =
        if context.view.terminal { context.view.width.saturating_sub(40).max(SNIPPET) } else { SNIPPET };
    SearchRequest {
        query: args.query.join(" "),
        plain: args.plain,
        any: args.any,
        filters: args.filters.0.clone(),
        limit: args.limit,
        offset: args.offset,
        before: args.before.unwrap_or(args.context),
        after: args.after.unwrap_or(args.context),
        sort: match args.sort {
            SortArg::Relevance => Sort::Relevance,
            SortArg::Date => Sort::Date,
            SortArg::Path => Sort::Path,
        },
        rank: match args.rank {
            RankArg::Full => Rank::Full,
            RankArg::Plain => Rank::Plain,
        },
        per_interview: args.per_interview.map(|n| n as usize),
        interviews_only: args.interviews,
        count_only: args.count,
        explain: args.explain,
        snippet_columns: columns,
        questions: match args {
            SearchArgs { json: true, .. } => Questions::Told,
            SearchArgs { tsv: true, .. } | SearchArgs { vimgrep: true, .. } => Questions::Omitted,
            _ if context.view.terminal => Questions::Shown,
            _ => Questions::Omitted,
        },
    }
}

/// The first search builds the index if there are roots to take.
fn build(context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let Some(roots) = index::roots(context) else {
        return Err(Error::new(ErrorKind::NoIndex, "there is no index, and nothing here to build one from")
            .with_hint("name a folder of transcripts: whosaid index FOLDER")
            .into());
    };
    let summary = index::build(context, roots, false)?;
    context.talk.remark(&format!("indexed {}", index::told(&summary)));
    Ok(index::outcome(&summary))
}

fn write(
    args: &SearchArgs,
    request: &SearchRequest,
    answer: &SearchAnswer,
    context: &mut Context<'_>,
) -> std::io::Result<()> {
    let (out, view) = (&mut *context.out, &context.view);
    match args {
        SearchArgs { json: true, .. } => json::search(out, &request.query, answer),
        SearchArgs { count: true, .. } => writeln!(out, "{}", answer.total),
        SearchArgs { tsv: true, .. } => tsv::search(out, answer, args.interviews),
        SearchArgs { vimgrep: true, .. } => vimgrep::search(out, answer, view),
        _ => human::search(out, answer, view),
    }
}

/// Says what the answer does not: that there is none, what is not shown, what the engine noticed.
fn talk_about(args: &SearchArgs, request: &SearchRequest, answer: &SearchAnswer, context: &mut Context<'_>) {
    let shown = answer.hits.len() + answer.interviews.len();
    let noun = if args.interviews { "interview" } else { "turn" };
    if answer.total == 0 {
        context.talk.remark(&format!("no {noun} found"));
    }
    for notice in &answer.notices {
        context.talk.remark(notice);
    }
    if args.json || args.count || shown >= answer.total {
        return;
    }
    let (first, last) = (request.offset + 1, request.offset + shown);
    let range = match shown {
        0 => "none".to_owned(),
        _ if first == 1 => thousands(last),
        _ => format!("{} to {}", thousands(first), thousands(last)),
    };
    context.talk.remark(&format!("showing {range} of {}", count(answer.total, noun)));
}
