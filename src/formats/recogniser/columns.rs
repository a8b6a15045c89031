//! Which key of a record, or column of a table, holds the speaker, the words and the times, by its name in
//! English or Chinese. Shared by plain lists, JSON Lines and tables.

use super::fields::normal;
use super::times::Unit;

/// Names that can only mean a speaker, the likeliest first, in lower case without separators.
const SPEAKER: &[&str] = &[
    "speakername",
    "speakerrolename",
    "speaker",
    "speakerlabel",
    "speakerinfo",
    "speakertag",
    "speakerid",
    "spk",
    "spkid",
    "participant",
    "participantname",
    "speakerrole",
    "说话人",
    "說話人",
    "发言人",
    "發言人",
    "发言者",
    "發言者",
    "讲者",
    "講者",
    "说话者",
    "說話者",
    "演讲者",
];
/// Names that mean a speaker where the rest looks like a conversation.
const PERHAPS_SPEAKER: &[&str] = &[
    "name",
    "username",
    "displayname",
    "character",
    "who",
    "person",
    "role",
    "user",
    "sender",
    "姓名",
    "人物",
    "角色",
    "名字",
];
const TEXT: &[&str] = &[
    "text",
    "transcript",
    "utterance",
    "body",
    "content",
    "sentence",
    "caption",
    "speech",
    "dialogue",
    "dialog",
    "displaytext",
    "display",
    "onebest",
    "finalsentence",
    "statement",
    "punctuatedword",
    "word",
    "message",
    "value",
    "文本",
    "内容",
    "內容",
    "文字",
    "发言内容",
    "發言內容",
    "发言",
    "發言",
    "对话",
    "對話",
    "话语",
    "說話內容",
    "说话内容",
    "转写文本",
    "转写内容",
    "原文",
    "台词",
];
const START: &[&str] = &[
    "start",
    "starttime",
    "startms",
    "startsec",
    "startseconds",
    "startinseconds",
    "starttimems",
    "starttimestamp",
    "begin",
    "begintime",
    "beginms",
    "bg",
    "onset",
    "offset",
    "offsetms",
    "ts",
    "time",
    "timestamp",
    "timestampms",
    "timecode",
    "timein",
    "开始时间",
    "開始時間",
    "起始时间",
    "开始",
    "開始",
    "时间",
    "時間",
    "时间戳",
    "時間戳",
    "时间码",
];
const END: &[&str] = &[
    "end",
    "endtime",
    "endms",
    "endsec",
    "endseconds",
    "endinseconds",
    "endtimems",
    "endtimestamp",
    "endts",
    "stop",
    "ed",
    "timeout",
    "结束时间",
    "結束時間",
    "终止时间",
    "结束",
    "結束",
];
const LENGTH: &[&str] = &["duration", "dur", "durationms", "durationsec", "durationseconds", "时长", "時長"];

/// Positions of the columns in the list of names they were found in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// All that may hold the speaker, the likeliest first.
    pub(super) speaker: Vec<usize>,
    /// False if only the rest of the table can say whether it is a speaker.
    pub(super) surely_speaker: bool,
    pub(super) text: Option<usize>,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) length: Option<usize>,
    /// What the numbers count, if a name says it.
    pub(super) unit: Option<Unit>,
}

impl Columns {
    pub(super) fn find<S: AsRef<str>>(names: &[S]) -> Self {
        let plain: Vec<String> = names.iter().map(|n| plain(n.as_ref())).collect();
        let first = |known: &[&str]| known.iter().find_map(|k| plain.iter().position(|p| p == k));
        let each = |known: &[&str]| -> Vec<usize> {
            known.iter().filter_map(|k| plain.iter().position(|p| p == k)).collect()
        };
        let mut speaker = each(SPEAKER);
        let surely_speaker = !speaker.is_empty();
        speaker.extend(each(PERHAPS_SPEAKER));
        let start = first(START);
        Self {
            surely_speaker,
            speaker,
            text: first(TEXT),
            end: first(END),
            length: first(LENGTH),
            unit: start.and_then(|i| unit(names[i].as_ref())),
            start,
        }
    }
}

/// A name without what stands in parentheses, separators and capitals.
fn plain(name: &str) -> String {
    normal(name.split(['(', '（', '[']).next().unwrap_or(name)).collect()
}

fn unit(name: &str) -> Option<Unit> {
    let name: String = normal(name).collect();
    let ends = |all: &[&str]| all.iter().any(|e| name.ends_with(e));
    if ends(&["ms", "millis", "milliseconds", "毫秒"]) {
        return Some(Unit::Millis);
    }
    ends(&["sec", "secs", "seconds", "秒"]).then_some(Unit::Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_name_in_both_languages() {
        let got = Columns::find(&["id", "Speaker Name", "Start (ms)", "End", "Text"]);
        assert_eq!((got.speaker, got.text, got.start, got.end), (vec![1], Some(4), Some(2), Some(3)));
        assert_eq!((got.unit, got.surely_speaker), (Some(Unit::Millis), true));
        let got = Columns::find(&["开始时间", "结束时间", "说话人", "内容"]);
        assert_eq!((got.speaker, got.text, got.start, got.end), (vec![2], Some(3), Some(0), Some(1)));
        let got = Columns::find(&["name", "price", "stock"]);
        assert_eq!((got.text, got.surely_speaker), (None, false));
    }

    #[test]
    fn a_name_goes_before_an_id() {
        assert_eq!(Columns::find(&["speaker_id", "speaker", "speaker_name", "text"]).speaker, [2, 1, 0]);
    }
}
