//! YAML front matter to metadata.

use serde_json::Value;

use crate::model::{Meta, Participant, Role};
use crate::turns::find_date;

/// Splits off front matter between `---` lines; the rest starts on the line after it.
pub(super) fn cut(text: &str) -> (Option<&str>, &str) {
    let Some(body) =
        text.strip_prefix("---").filter(|b| b.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    else {
        return (None, text);
    };
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if at > 0 && matches!(line.trim_end(), "---" | "...") {
            return (Some(&body[..at]), &body[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

/// Reads front matter into the metadata; the error says what is wrong with it.
pub(super) fn read(matter: &str, meta: &mut Meta) -> Result<(), String> {
    let value: Value =
        serde_saphyr::from_str(matter).map_err(|e| format!("the front matter is no valid YAML: {e}"))?;
    let Value::Object(map) = value else { return Ok(()) };
    for (key, value) in &map {
        match key.to_lowercase().replace(['-', ' '], "_").as_str() {
            "title" | "标题" => meta.title = text(value),
            "date" | "published" | "published_at" | "recorded" | "日期" | "时间" => {
                meta.date = meta.date.take().or_else(|| text(value).as_deref().and_then(find_date));
            }
            "source" | "source_url" | "url" | "link" | "media" | "original" | "来源" | "链接" => {
                meta.source = meta.source.take().or_else(|| text(value));
            }
            "publisher" | "publication" | "outlet" | "出版" | "媒体" => meta.publisher = text(value),
            "duration" | "length" | "时长" => {
                meta.duration_ms = text(value).as_deref().and_then(crate::turns::duration);
            }
            "host" | "hosts" | "interviewer" | "interviewers" | "moderator" | "主持人" | "采访人"
            | "采访者" => {
                people(value, Some(Role::Host), meta);
            }
            "guest" | "guests" | "interviewee" | "interviewees" | "narrator" | "嘉宾" | "受访者"
            | "采访对象" => {
                people(value, Some(Role::Guest), meta);
            }
            "speakers" | "speaker" | "participants" | "people" | "与会者" | "参与者" => {
                people(value, None, meta)
            }
            _ => {}
        }
    }
    Ok(())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(items) => items.first().and_then(text),
        _ => None,
    }
}

/// A name, a list of names, or a list of `{name, role}`.
fn people(value: &Value, role: Option<Role>, meta: &mut Meta) {
    match value {
        Value::String(names) => {
            for name in names.split([',', '、', ';', '，', '；']).map(str::trim).filter(|n| !n.is_empty())
            {
                add(meta, name, role);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| match item {
            Value::String(name) => add(meta, name.trim(), role),
            other => people(other, role, meta),
        }),
        Value::Object(map) => {
            let stated = match map.get("role").and_then(Value::as_str).map(str::to_lowercase).as_deref() {
                Some("host" | "interviewer" | "moderator" | "主持人") => Some(Role::Host),
                Some("guest" | "interviewee" | "narrator" | "嘉宾") => Some(Role::Guest),
                _ => role,
            };
            if let Some(name) = map.get("name").and_then(Value::as_str) {
                add(meta, name.trim(), stated);
            }
        }
        _ => {}
    }
}

fn add(meta: &mut Meta, name: &str, role: Option<Role>) {
    match meta.participants.iter_mut().find(|p| p.name == name) {
        Some(p) => p.role = p.role.or(role),
        None => meta.participants.push(Participant { name: name.to_owned(), role, ..Participant::default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_becomes_metadata() {
        let text = "---\ntitle: \"Oak: a talk\"\ndate: 2021-05-14\nspeakers:\n  - Ann Lee\n  - {name: Bo Ek, role: host}\nduration: 1:02:03\n---\nbody\n";
        let (matter, body) = cut(text);
        assert_eq!(body, "body\n");
        let mut meta = Meta::default();
        read(matter.unwrap(), &mut meta).unwrap();
        assert_eq!(meta.title.as_deref(), Some("Oak: a talk"));
        assert_eq!(meta.date.as_deref(), Some("2021-05-14"));
        assert_eq!(meta.duration_ms, Some(3_723_000));
        let people: Vec<_> = meta.participants.iter().map(|p| (p.name.as_str(), p.role)).collect();
        assert_eq!(people, [("Ann Lee", None), ("Bo Ek", Some(Role::Host))]);
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in ["---\nAnn: Hello.\n", "--- x\n---\n", "Ann: Hi.\n---\n"] {
            assert_eq!(cut(text), (None, text));
        }
    }

    #[test]
    fn broken_yaml_is_a_warning() {
        assert!(read("title: [unclosed\n", &mut Meta::default()).is_err());
    }
}
