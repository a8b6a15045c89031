//! A flag for every field of the query language, generated from its table.
//!
//! Deliberately absent: checking values; the query room reads a flag as it reads a prefix.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::model::FilterFlag;
use crate::query::fields::FIELDS;

/// The filters given as flags, in the order of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters(pub(super) Vec<FilterFlag>);

impl Args for Filters {
    fn augment_args(command: Command) -> Command {
        command.args(FIELDS.iter().map(|field| {
            let flag = Arg::new(field.name)
                .long(field.name)
                .value_name(field.value)
                .help(sentence(field.help))
                .help_heading("Filters (all must hold; the same one again means or)")
                .action(ArgAction::Append);
            if field.choices.is_empty() {
                return flag;
            }
            flag.value_parser(PossibleValuesParser::new(field.choices)).ignore_case(true)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The help of the table, as clap's own reads: with a capital and without a full stop.
fn sentence(help: &str) -> String {
    let mut help = help.to_owned();
    if let Some(first) = help.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    help
}

impl FromArgMatches for Filters {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |name: &'static str| {
            let values = matches.get_many::<String>(name).into_iter().flatten();
            values.map(move |value| FilterFlag { field: name.to_owned(), value: value.clone() })
        };
        Ok(Self(FIELDS.iter().flat_map(|field| given(field.name)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
