//! A query's tree becomes hits: lowered onto the index's streams, evaluated, ranked, and cut into snippets.
//!
//! Deliberately absent: the query's syntax (`query`) and how hits are printed (`output`).

mod around;
mod best;
mod bits;
mod bm25;
mod border;
mod consecutive;
mod counts;
mod eval;
mod expand;
mod explain;
mod filters;
mod found;
mod full;
mod highlight;
mod hints;
mod hits;
mod lexicon;
mod lists;
mod lower;
mod names;
mod nearness;
mod numbers;
mod occur;
mod order;
mod own;
mod pattern;
mod person;
mod rank;
mod records;
mod relations;
mod scan;
mod sequence;
mod snippet;
mod texts;
mod tree;
mod tries;
mod weights;
mod wildcard;
mod words;

use std::time::Instant;

use crate::Result;
use crate::index::Snapshot;
use crate::model::{SearchAnswer, SearchRequest};
use crate::people::People;
use crate::query::Ast;

use found::{Findings, Question};
use hits::Hits;
use lexicon::Lexicon;
use lower::{Context, lower};
use rank::Ranking;
use texts::Texts;
use tries::Tries;

pub(crate) use person::{asks_for_people, other_names};

/// Answers a query. The flags of the request that concern its text are taken to be in the tree already; `people` are
/// those that `person:` and `mention:` may mean.
///
/// # Errors
/// `Query`, if there is nothing to search for; `Usage`, if `in:` names no
/// interview or several; `Index`.
pub fn search(
    snapshot: &Snapshot,
    ast: &Ast,
    request: &SearchRequest,
    people: &People,
) -> Result<SearchAnswer> {
    let start = Instant::now();
    let resolve = |part: &str| snapshot.resolve(part).map(|(id, _)| id);
    let context = Context { query: &request.query, any: request.any, resolve: &resolve, people };
    let tree = lower(ast, &context)?;
    let lexicon = Lexicon::new(snapshot);
    let texts = Texts::new(snapshot, &tree);
    let question = Question { snapshot, lexicon: &lexicon, tree: &tree, texts: &texts };
    let ranking = Ranking::new(&question, request.rank)?;
    let whole = request.interviews_only || request.per_interview.is_some();
    let most = if whole { usize::MAX } else { request.offset.saturating_add(request.limit) };
    let ranked = (!request.count_only).then_some(&ranking);
    let findings = Findings::new(&question, request.sort, ranked, most)?;
    let mut answer = SearchAnswer { total: findings.total(), ..SearchAnswer::default() };
    let mut hits = Hits::new(&question, &ranking, &findings, request);
    if request.interviews_only {
        answer.total = findings.interviews()?;
    }
    if request.count_only {
    } else if request.interviews_only {
        for found in findings.capped(Some(1)).skip(request.offset).take(request.limit) {
            answer.interviews.push(hits.interview(findings.record(found)?)?);
        }
    } else {
        let page = findings.capped(request.per_interview).skip(request.offset).take(request.limit);
        answer.hits = hits.hits(page, request.offset.saturating_add(1))?;
    }
    answer.notices = person::notices(people, ast);
    if !request.plain {
        answer.notices.extend(names::labels(snapshot, ast)?);
    }
    if answer.total == 0 {
        answer.notices.extend(names::unknown(snapshot, ast)?);
        answer.notices.extend(hints::hints(&tree, &Tries { snapshot, ast, request, context: &context })?);
    }
    answer.took_ms = start.elapsed().as_millis() as u64;
    Ok(answer)
}
