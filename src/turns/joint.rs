//! Labels that hold several speakers: `WH, DH:`, `Ann and Bo:`, `张三、李四：`.

use std::collections::HashSet;

use super::alias::Aliases;
use super::shape;

/// The parts of a label that may be several; one part if it is not.
fn parts(label: &str) -> Vec<&str> {
    let mut parts = vec![label];
    for separator in [",", "，", "、", "/", "／", "&", "＆", "+", " and ", "和", "与", "與"] {
        parts = parts.into_iter().flat_map(|p| p.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Whether a label joins two or more labels that are real by themselves.
pub(super) fn is_joint(label: &str, real: &HashSet<String>) -> bool {
    let parts = parts(label);
    parts.len() >= 2 && parts.iter().all(|p| real.contains(&shape::key(p)))
}

/// The names of a label: one, or several if all of its parts are known labels.
pub(super) fn names(label: &str, aliases: &Aliases) -> Vec<String> {
    let parts = parts(label);
    if parts.len() >= 2 && !aliases.has(label) && parts.iter().all(|p| aliases.has(p)) {
        return parts.into_iter().map(|p| aliases.name(p)).collect();
    }
    vec![aliases.name(label)]
}
