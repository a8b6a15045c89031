//! What the head of a transcript says of itself: `采访对象：张三`, `Date: 2016-10-11`, `Host: Ann Lee`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::shape::{self, Shape};
use crate::analysis::fold_name;
use crate::model::{Meta, Participant, Role};

/// What a metadata key tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    Title,
    Date,
    Source,
    Publisher,
    Duration,
    Host,
    Guest,
    Present,
    Other,
}

/// Keys of metadata lines, folded when compared.
const KEYS: &[(&str, Tells)] = &[
    ("title", Tells::Title),
    ("标题", Tells::Title),
    ("题目", Tells::Title),
    ("会议名称", Tells::Title),
    ("主题", Tells::Title),
    ("会议主题", Tells::Title),
    ("采访主题", Tells::Title),
    ("date", Tells::Date),
    ("published", Tells::Date),
    ("publication date", Tells::Date),
    ("recorded", Tells::Date),
    ("recorded on", Tells::Date),
    ("interview date", Tells::Date),
    ("date of interview", Tells::Date),
    ("recording date", Tells::Date),
    ("日期", Tells::Date),
    ("时间", Tells::Date),
    ("采访时间", Tells::Date),
    ("访谈时间", Tells::Date),
    ("采访日期", Tells::Date),
    ("访谈日期", Tells::Date),
    ("录音时间", Tells::Date),
    ("录制时间", Tells::Date),
    ("会议时间", Tells::Date),
    ("发布时间", Tells::Date),
    ("发表时间", Tells::Date),
    ("发布日期", Tells::Date),
    ("source", Tells::Source),
    ("url", Tells::Source),
    ("link", Tells::Source),
    ("来源", Tells::Source),
    ("链接", Tells::Source),
    ("原文链接", Tells::Source),
    ("出处", Tells::Source),
    ("publisher", Tells::Publisher),
    ("publication", Tells::Publisher),
    ("媒体", Tells::Publisher),
    ("出版", Tells::Publisher),
    ("发布", Tells::Publisher),
    ("duration", Tells::Duration),
    ("length", Tells::Duration),
    ("时长", Tells::Duration),
    ("录音时长", Tells::Duration),
    ("host", Tells::Host),
    ("hosts", Tells::Host),
    ("interviewer", Tells::Host),
    ("interviewers", Tells::Host),
    ("interviewed by", Tells::Host),
    ("moderator", Tells::Host),
    ("采访人", Tells::Host),
    ("采访者", Tells::Host),
    ("访谈人", Tells::Host),
    ("访谈者", Tells::Host),
    ("主持人", Tells::Host),
    ("主持", Tells::Host),
    ("采访", Tells::Host),
    ("记者", Tells::Host),
    ("访员", Tells::Host),
    ("采访记者", Tells::Host),
    ("guest", Tells::Guest),
    ("guests", Tells::Guest),
    ("interviewee", Tells::Guest),
    ("interviewees", Tells::Guest),
    ("narrator", Tells::Guest),
    ("respondent", Tells::Guest),
    ("采访对象", Tells::Guest),
    ("访谈对象", Tells::Guest),
    ("受访对象", Tells::Guest),
    ("受访者", Tells::Guest),
    ("受访人", Tells::Guest),
    ("被采访者", Tells::Guest),
    ("被采访人", Tells::Guest),
    ("被访者", Tells::Guest),
    ("嘉宾", Tells::Guest),
    ("对话嘉宾", Tells::Guest),
    ("访谈嘉宾", Tells::Guest),
    ("主讲人", Tells::Guest),
    ("speakers", Tells::Present),
    ("participants", Tells::Present),
    ("present", Tells::Present),
    ("attendees", Tells::Present),
    ("出席", Tells::Present),
    ("出席者", Tells::Present),
    ("参会人员", Tells::Present),
    ("与会者", Tells::Present),
    ("参加人员", Tells::Present),
    ("出席人员", Tells::Present),
    ("location", Tells::Other),
    ("place", Tells::Other),
    ("地点", Tells::Other),
    ("采访地点", Tells::Other),
    ("访谈地点", Tells::Other),
    ("会议地点", Tells::Other),
    ("keywords", Tells::Other),
    ("关键词", Tells::Other),
    ("关键字", Tells::Other),
    ("tags", Tells::Other),
    ("author", Tells::Other),
    ("by", Tells::Other),
    ("language", Tells::Other),
    ("transcriber", Tells::Other),
    ("transcript by", Tells::Other),
    ("整理", Tells::Other),
    ("记录", Tells::Other),
    ("编辑", Tells::Other),
    ("翻译", Tells::Other),
    ("录音信息", Tells::Other),
    ("文字记录", Tells::Other),
];

/// The keys, folded.
static FOLDED: LazyLock<FxHashMap<String, Tells>> =
    LazyLock::new(|| KEYS.iter().map(|(key, tells)| (fold_name(key), *tells)).collect());

/// Longest key in characters, counted from its first letter or digit.
const KEY: usize = 24;

/// Longest value that may be a list of names.
const NAMES: usize = 120;

fn pair(text: &str) -> Option<(Tells, &str)> {
    let start = text.find(|c: char| c.is_alphanumeric() || matches!(c, ':' | '：'))?;
    let mut opening = text[start..].char_indices().enumerate();
    let past_key =
        |&(n, (_, c)): &(usize, (usize, char))| matches!(c, ':' | '：') || n >= KEY && c.is_alphanumeric();
    let (_, (length, _)) = opening.find(past_key)?;
    let (key, value) = text.split_at(start + length);
    let value = value.strip_prefix([':', '：'])?;
    let key = fold_name(key[start..].trim_end_matches(|c: char| !c.is_alphanumeric()));
    FOLDED.get(&key).map(|tells| (*tells, value.trim()))
}

/// True for a line of the form `known key: value`.
pub(super) fn is_pair(text: &str) -> bool {
    pair(text).is_some()
}

/// Reads a line of the head into the metadata; what is already known stays.
pub(super) fn read(text: &str, meta: &mut Meta) {
    let Some((tells, value)) = pair(text).filter(|(_, v)| !v.is_empty()) else {
        return read_bare(text, meta);
    };
    match tells {
        Tells::Title => fill(&mut meta.title, value),
        Tells::Date => {
            if meta.date.is_none() {
                meta.date = super::date::find(value);
            }
        }
        Tells::Source => fill(&mut meta.source, value),
        Tells::Publisher => fill(&mut meta.publisher, value),
        Tells::Duration => meta.duration_ms = meta.duration_ms.or_else(|| super::clock::duration(value)),
        Tells::Host => name_all(meta, value, Some(Role::Host)),
        Tells::Guest => name_all(meta, value, Some(Role::Guest)),
        Tells::Present => name_all(meta, value, None),
        Tells::Other => {}
    }
}

/// A date or a length without a key, as the heads of exports have them.
fn read_bare(text: &str, meta: &mut Meta) {
    if !super::date::is_dated(text) {
        return;
    }
    if meta.date.is_none() {
        meta.date = super::date::find(text).filter(|d| d.len() == 10);
    }
    let length = text.rsplit(['|', '｜']).next().unwrap_or(text);
    meta.duration_ms = meta.duration_ms.or_else(|| super::clock::duration(length));
}

fn fill(slot: &mut Option<String>, value: &str) {
    slot.get_or_insert_with(|| value.to_owned());
}

fn name_all(meta: &mut Meta, value: &str, role: Option<Role>) {
    if value.chars().count() > NAMES || value.ends_with(['。', '？', '?']) {
        return;
    }
    let plain = without_parentheses(value);
    let parts = plain.split(['、', ';', '；', '/', '／']).flat_map(split_names);
    for name in parts.map(str::trim).filter(|n| !n.is_empty()) {
        let name = shape::without_affiliation(name).trim();
        if shape::of(name) < Shape::Plausible || meta.participants.iter().any(|p| p.name == name) {
            continue;
        }
        meta.participants.push(Participant { name: name.to_owned(), role, ..Participant::default() });
    }
}

/// `张伟（骑手，三年），李敏（经理）` without what stands in parentheses.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0usize;
    let outside = |c: &char| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(outside).collect()
}

/// `A, B and C` are three names; `张三，某公司总裁` is one with an office.
fn split_names(text: &str) -> Vec<&str> {
    let parts: Vec<&str> =
        text.split([',', '，']).flat_map(|p| p.split(" and ")).flat_map(|p| p.split(" & ")).collect();
    let all = parts.iter().all(|p| shape::is_person(p));
    if all { parts } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[&str]) -> Meta {
        let mut meta = Meta::default();
        lines.iter().for_each(|l| read(l, &mut meta));
        meta
    }

    #[test]
    fn the_head_names_date_and_participants() {
        let meta = head(&[
            "采访时间：2024年4月20日",
            "采访对象：林知远，船厂厂长",
            "采访人：周曼",
            "地点：鹭浦",
            "Guests: Ann Lee, Bo Ek and Cy Dee",
        ]);
        assert_eq!(meta.date.as_deref(), Some("2024-04-20"));
        let people: Vec<_> = meta.participants.iter().map(|p| (p.name.as_str(), p.role)).collect();
        let (h, g) = (Some(Role::Host), Some(Role::Guest));
        assert_eq!(people, [("林知远", g), ("周曼", h), ("Ann Lee", g), ("Bo Ek", g), ("Cy Dee", g)]);
        let meta = head(&[
            "受访者：张伟（骑手，从业3年），李敏（经理，匿名）",
            "2026年6月2日 下午 5:51|14分钟 43秒",
        ]);
        assert_eq!(meta.participants.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["张伟", "李敏"]);
        assert_eq!((meta.date.as_deref(), meta.duration_ms), (Some("2026-06-02"), Some(883_000)));
    }

    #[test]
    fn prose_is_no_metadata() {
        assert_eq!(
            head(&[
                "There is one rule: keep it simple.",
                "主持人：大家好，今天我们请到了一位老朋友，请他谈谈为什么要修这条船？"
            ]),
            Meta::default()
        );
    }
}
