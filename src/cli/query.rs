//! `whosaid help query`: the page of the query language, written from its tables.
//!
//! It is a hidden command, so that `whosaid query` and `whosaid query --help` lead to it as well. Deliberately
//! absent: any rule of the language itself.

use unicode_width::UnicodeWidthStr;

use crate::query::fields::{FIELDS, SYNTAX};

use super::Context;
use super::exit::Outcome;

/// The columns of the page, and of what is typed on its left.
const PAGE: usize = 80;
const TYPED: usize = 26;

const BEFORE: &str = "\
THE QUERY LANGUAGE

All words of a query must match, in one turn. Mind the shell's own quotes:
whosaid search '\"the old ferry\" speaker:Quill'";

const WORDS: &str = "\
A word of a script with blanks matches in any of its forms: trust finds trusted.
Up to four Chinese characters are found wherever they stand side by side; a
longer run is cut into words, all of which must occur. Traditional and
simplified characters find each other. A number finds its other written forms:
2008, 2,008, 二〇〇八, 二千零八; e-commerce and ecommerce find each other. What
is quoted is literal: these words or characters, and no others between.

With --any a turn with any of the words will do; filters and exclusions stay in
force. With -F everything is words, without syntax.";

const FILTERS: &str = "\
FILTERS

Each is a flag too (--speaker Quill). Different ones must all hold, the same one
again means or, and -speaker:Quill excludes. Quote a value that has blanks.";

const AFTER: &str = "\
Regular expressions ignore case unless they begin with (?-i); a slash in one is
written \\/. at:10m is the turn that holds that time or begins in that minute.
A question may be typed with its mark, a time or an address as it is: 10:30.
Full-width syntax is syntax: ：“”（）－｜ and the ideographic space.";

#[derive(Debug, clap::Args)]
#[command(help_template = "{about}", about = page())]
pub(super) struct QueryArgs {}

/// Prints the page.
pub(super) fn cmd_query(_: QueryArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    writeln!(context.out, "{}", page())?;
    Ok(Outcome::Done)
}

/// The rows of the syntax, for the help of a search.
pub(super) fn syntax() -> String {
    SYNTAX.iter().map(|row| row_of(row.example, row.finds)).collect::<Vec<_>>().join("\n")
}

fn page() -> String {
    let fields = FIELDS.iter().flat_map(|field| {
        let typed = format!("{}:{}", field.name, field.value);
        [row_of(&typed, field.help), row_of("", field.example)]
    });
    let fields: Vec<String> = fields.collect();
    [BEFORE, &syntax(), WORDS, FILTERS, &fields.join("\n"), AFTER].join("\n\n")
}

/// A row of two columns, the right one wrapped.
fn row_of(typed: &str, says: &str) -> String {
    let gap = |width: usize| " ".repeat((TYPED + 2).saturating_sub(width + 2).max(1));
    let mut row = format!("  {typed}{}", gap(typed.width()));
    let mut column = TYPED + 2;
    for (i, word) in says.split(' ').enumerate() {
        if i > 0 && column + 1 + word.width() > PAGE {
            row.push_str(&format!("\n{}", " ".repeat(TYPED + 2)));
            column = TYPED + 2;
        } else if i > 0 {
            row.push(' ');
            column += 1;
        }
        row.push_str(word);
        column += word.width();
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_fits_its_columns_and_names_everything() {
        let page = page();
        for line in page.lines() {
            assert!(line.width() <= PAGE, "{line}");
        }
        for field in FIELDS {
            assert!(
                page.contains(&format!("{}:{}", field.name, field.value)) && page.contains(field.example)
            );
        }
        assert!(SYNTAX.iter().all(|row| row.example.width() < TYPED && page.contains(row.example)));
    }
}
