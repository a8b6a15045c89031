//! Running heads and feet: the same text, figures aside, at the same place of several pages.
//!
//! They are known by repetition alone, never by their wording, and only at the top and the foot of a page. Figures
//! may count the pages; those that differ otherwise (`Question 7`, `Question 16`) are part of what is said.

use std::collections::HashMap;

use super::margin::words;
use super::piece::{self, Piece};

/// So many lines at either end of a page may be furniture.
const DEEPEST: usize = 4;
/// On so many pages nothing but furniture repeats.
const SURE: usize = 4;
/// Baselines this near, in points, are at the same place.
const NEAR: f32 = 3.0;

/// What a line says, figures and blanks aside, and at which height, in steps of [`NEAR`].
type Place = (String, i32);
/// The pages that have a line at a place, with the figures it has there.
type Places = HashMap<Place, Vec<(usize, Vec<u64>)>>;

/// Takes running heads and feet from the pages.
pub(super) fn drop_repeated(pages: &mut [Vec<Piece>]) {
    let inked = |page: &Vec<Piece>| page.iter().filter(|p| !p.text.trim().is_empty()).cloned().collect();
    let lines: Vec<Vec<Vec<Piece>>> = pages.iter().map(|page| piece::cluster(inked(page))).collect();
    let seen = places(&lines);
    let pairs = lines.iter().flat_map(|page| page.windows(2));
    let mut distances: Vec<f32> = pairs.map(|w| w[0][0].y - w[1][0].y).collect();
    distances.sort_by(f32::total_cmp);
    // That of rows within paragraphs, which a good part of the rows are.
    let usual = distances.get(distances.len() / 4).copied().unwrap_or(0.0);
    let times = |line: &Vec<Piece>| {
        let (text, y, _) = place(line);
        let on = [y, y + 1].into_iter().filter_map(|y| seen.get(&(text.clone(), y)));
        on.filter(|on| repeats(on, pages.len())).map(Vec::len).max().unwrap_or(0)
    };
    let sure = SURE.min(pages.len().max(3));
    let zone = |page: usize, lines: &[&Vec<Piece>]| {
        let times = |line: &&Vec<Piece>| if is_number(line, page) { sure } else { times(line) };
        let repeated: Vec<usize> = lines.iter().take(DEEPEST + 1).map(times).collect();
        zone(lines, &repeated, sure, usual)
    };
    let kept: Vec<Vec<Piece>> = lines
        .into_iter()
        .enumerate()
        .map(|(page, mut lines)| {
            let foot = zone(page, &lines.iter().rev().collect::<Vec<_>>());
            lines.truncate(lines.len() - foot);
            let top = zone(page, &lines.iter().collect::<Vec<_>>());
            lines.into_iter().skip(top).flatten().collect()
        })
        .collect();
    pages.iter_mut().zip(kept).for_each(|(page, kept)| *page = kept);
}

/// What stands at the ends of the pages.
fn places(pages: &[Vec<Vec<Piece>>]) -> Places {
    let mut seen = Places::new();
    for (page, lines) in pages.iter().enumerate() {
        let ends = |i: &usize| *i <= DEEPEST || i + DEEPEST + 1 >= lines.len();
        for line in (0..lines.len()).filter(ends).map(|i| &lines[i]) {
            let (text, y, figures) = place(line);
            // A height near the border of a step is that of the next one too.
            for y in [y, y + 1] {
                let found = seen.entry((text.clone(), y)).or_default();
                if found.last().is_none_or(|(last, _)| *last != page) {
                    found.push((page, figures.clone()));
                }
            }
        }
    }
    seen
}

/// How many lines from an end of the page inwards are furniture, by how often each repeats. What few pages repeat must
/// also stand apart from the text, and nothing behind it repeat: a short document may say the same thing twice.
fn zone(lines: &[&Vec<Piece>], repeated: &[usize], sure: usize, usual: f32) -> usize {
    let known = repeated.iter().take(DEEPEST).take_while(|times| **times >= sure).count();
    let weak = repeated.iter().take_while(|times| **times > 0).count();
    let apart = |n: usize| {
        n == lines.len() || n <= DEEPEST && (lines[n][0].y - lines[n - 1][0].y).abs() > 1.25 * usual
    };
    if weak > known && apart(weak) { weak } else { known }
}

/// A page's own number, counted from 1, and nothing else: it needs no other page to be known.
fn is_number(line: &[Piece], page: usize) -> bool {
    let (text, _, figures) = place(line);
    figures == [page as u64 + 1] && !text.contains(char::is_alphanumeric)
}

/// The text of a line without figures and blanks, its height in steps, its figures.
fn place(line: &[Piece]) -> (String, i32, Vec<u64>) {
    let words = words(line);
    let text = words.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect();
    let figures = words.split(|c: char| !c.is_ascii_digit()).filter_map(|d| d.parse().ok()).collect();
    (text, (line[0].y / NEAR) as i32, figures)
}

/// On all pages but one, or on two in five of the pages from its first to its last; figures stay or count the pages.
fn repeats(on: &[(usize, Vec<u64>)], pages: usize) -> bool {
    let (Some((first, _)), Some((last, _))) = (on.first(), on.last()) else { return false };
    let often =
        on.len() >= 2 && on.len() + 1 >= pages || on.len() >= 3 && on.len() * 5 >= (last - first + 1) * 2;
    let counts = |w: &&[(usize, Vec<u64>)]| {
        let pages = (w[1].0 - w[0].0) as u64;
        let same = |(a, b): (&u64, &u64)| a == b || b.checked_sub(*a) == Some(pages);
        w[0].1.len() == w[1].1.len() && w[0].1.iter().zip(&w[1].1).all(same)
    };
    often && on.windows(2).filter(counts).count() * 5 >= (on.len() - 1) * 4
}

#[cfg(test)]
mod tests {
    use super::super::piece::tests::piece;
    use super::*;

    fn pages(count: usize, line: impl Fn(usize) -> Vec<Piece>) -> Vec<Vec<Piece>> {
        (0..count).map(line).collect()
    }

    fn texts(mut pages: Vec<Vec<Piece>>) -> Vec<Vec<String>> {
        drop_repeated(&mut pages);
        pages.iter().map(|p| p.iter().map(|p| p.text.clone()).collect()).collect()
    }

    #[test]
    fn heads_and_page_numbers_go_on_odd_and_even_pages() {
        let got = texts(pages(6, |i| {
            let head = if i % 2 == 0 { "Harbour Archive" } else { "The Last Ferry" };
            vec![
                piece(50.0, 700.0, head),
                piece(50.0, 650.0, &format!("{i} what somebody said {}", "x".repeat(i))),
                piece(50.0, 638.0, &format!("somebody went on {}", "y".repeat(i))),
                piece(if i % 2 == 0 { 50.0 } else { 300.0 }, 40.0, &format!("{}", i + 9)),
            ]
        }));
        assert!(got.iter().all(|p| p.len() == 2 && p[0].contains("somebody")));
    }

    #[test]
    fn what_is_said_twice_at_the_same_height_stays() {
        let got = texts(pages(9, |i| {
            let first = if i % 4 == 0 { String::from("A. Yes.") } else { format!("A. No{}", "o".repeat(i)) };
            vec![piece(50.0, 700.0, &first), piece(50.0, 688.0, "Q. Why?")]
        }));
        assert_eq!(
            got[0],
            ["A. Yes.", "Q. Why?"].map(String::from)[..1].to_vec(),
            "only what repeats everywhere goes"
        );
    }

    #[test]
    fn two_pages_that_say_the_same_are_not_emptied() {
        let text = |y: f32| (0..6u8).map(move |i| piece(50.0, y - 12.0 * f32::from(i), "the same words"));
        let got = texts(pages(2, |_| {
            [piece(50.0, 700.0, "Harbour Archive")].into_iter().chain(text(660.0)).collect()
        }));
        assert_eq!((got[0].len(), got[1].len()), (7, 7));
    }

    #[test]
    fn figures_that_do_not_count_the_pages_are_said() {
        let got = texts(pages(5, |i| {
            let at = |y: f32, n: usize| piece(50.0, y, &format!("Question {n}: what then?"));
            vec![at(700.0, 2 * i), at(688.0, 2 * i + 1), piece(50.0, 40.0, &format!("- {} -", i + 1))]
        }));
        assert!(got.iter().all(|p| p.len() == 2));
    }

    #[test]
    fn a_single_page_knows_its_number() {
        let got = texts(vec![vec![piece(50.0, 700.0, "What somebody said"), piece(50.0, 40.0, "– 1 –")]]);
        assert_eq!(got[0], ["What somebody said"]);
    }

    #[test]
    fn nothing_within_the_page_goes() {
        let got = texts(pages(3, |i| {
            vec![
                piece(50.0, 700.0, &"word ".repeat(i + 1)),
                piece(50.0, 688.0, "the same line"),
                piece(50.0, 676.0, &"more ".repeat(i + 1)),
            ]
        }));
        assert!(got.iter().all(|p| p.len() == 3));
    }
}
