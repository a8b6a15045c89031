//! Looking into JSON whose keys are spelt in many ways: `startTime`, `start_time`, `StartTime`.

use serde_json::Value;

/// The value of a key, spelt exactly or with other capitals and separators. `name` is lower case without
/// separators. Null is nothing.
pub(crate) fn get<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    let found = object.get(name).or_else(|| object.iter().find(|(k, _)| same(k, name)).map(|(_, v)| v));
    found.filter(|v| !v.is_null())
}

/// The first of several keys that is there.
pub(crate) fn first<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|n| get(value, n))
}

/// The value at the end of a path of keys.
pub(crate) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |v, name| get(v, name))
}

/// The items of a list, none for anything else.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    get(value, name).map_or(&[], items)
}

/// The items of a list, none for anything else.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of a key; nothing if it is blank or no string.
pub(crate) fn text<'a>(value: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|n| get(value, n)?.as_str().filter(|s| !s.trim().is_empty()))
}

/// True if a key is that name but for capitals and separators.
pub(crate) fn same(key: &str, name: &str) -> bool {
    normal(key).eq(name.chars())
}

/// A key in lower case without separators.
pub(crate) fn normal(key: &str) -> impl Iterator<Item = char> + '_ {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// A speaker as written: a name, an id, or an object that holds one.
pub(crate) fn speaker(value: &Value) -> Option<String> {
    const NAMES: &[&str] =
        &["name", "username", "displayname", "speakername", "nickname", "label", "speakerid", "id", "userid"];
    match value {
        Value::String(s) => {
            let name = s.split_whitespace().collect::<Vec<_>>().join(" ");
            (!name.is_empty() && name != "?").then_some(name)
        }
        Value::Number(n) => match n.as_f64() {
            Some(x) if x.fract() == 0.0 && x.abs() < 1e15 => Some(format!("{x:.0}")),
            _ => Some(n.to_string()),
        },
        Value::Object(_) => NAMES.iter().find_map(|n| speaker(get(value, n).filter(|v| !v.is_object())?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_found_however_they_are_spelt() {
        for key in ["start_time", "startTime", "StartTime", "START-TIME", "starttime"] {
            let mut row = serde_json::Map::new();
            row.insert(key.to_owned(), json!(1));
            assert_eq!(get(&Value::Object(row), "starttime"), Some(&json!(1)), "{key}");
        }
        assert_eq!(get(&json!({"start": null}), "start"), None);
    }

    #[test]
    fn a_speaker_stays_as_written() {
        let all = [json!(" Ann  Lee "), json!(0), json!(1.0), json!({"@id": "S12"}), json!({"id": 3})];
        let names: Vec<_> = all.iter().filter_map(speaker).collect();
        assert_eq!(names, ["Ann Lee", "0", "1", "S12", "3"]);
        assert_eq!(speaker(&json!("?")), None);
        assert_eq!(speaker(&json!(null)), None);
    }
}
