//! Labels that hold several speakers: `WH, DH:`, `Ann and Bo:`, `张三、李四：`.

use super::alias::Aliases;
use super::shape;

/// What stands between several speakers.
const BETWEEN: [&str; 12] = [",", "，", "、", "/", "／", "&", "＆", "+", " and ", "和", "与", "與"];

/// The parts of a label that may be several; one part if it is not.
fn parts(label: &str) -> Vec<&str> {
    let mut parts = vec![label];
    for separator in BETWEEN.into_iter().filter(|separator| label.contains(separator)) {
        parts = parts.into_iter().flat_map(|p| p.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Whether a label joins two or more labels that are real by themselves.
pub(super) fn is_joint(label: &str, is_real: impl Fn(&str) -> bool) -> bool {
    let parts = parts(label);
    parts.len() >= 2 && parts.iter().all(|p| is_real(&shape::key(p)))
}

/// Who speaks under a label.
#[derive(Debug, Clone)]
pub(super) struct Voices {
    /// The name, or all names joined by `, `.
    pub(super) speaker: String,
    /// The single names, if there are several.
    pub(super) speakers: Vec<String>,
}

impl Voices {
    /// Several if all parts of the label are known labels.
    pub(super) fn of(label: &str, aliases: &Aliases) -> Self {
        let parts = parts(label);
        if parts.len() >= 2 && !aliases.has(label) && parts.iter().all(|p| aliases.has(p)) {
            let speakers: Vec<String> = parts.into_iter().map(|p| aliases.name(p)).collect();
            return Self { speaker: speakers.join(", "), speakers };
        }
        Self { speaker: aliases.name(label), speakers: Vec::new() }
    }
}
