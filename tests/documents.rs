//! The same interviews in every document format give the same turns, and no damage to a file breaks its reader.
//!
//! `tests/documents/make` makes the files from the `.fodt` ones.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use whosaid::formats::{File, Outcome, read};
use whosaid::model::{FileSettings, Interview, Role, Turn};

/// A document format as the fixtures are saved in it.
struct Saved {
    extension: &'static str,
    /// The format it is read as.
    format: &'static str,
    /// It keeps blanks and paragraphs; otherwise white space is not compared.
    keeps_blanks: bool,
    /// It keeps the date among its properties.
    keeps_date: bool,
}

const FORMATS: &[Saved] = &[
    Saved { extension: "fodt", format: "odt", keeps_blanks: true, keeps_date: true },
    Saved { extension: "odt", format: "odt", keeps_blanks: true, keeps_date: true },
    Saved { extension: "docx", format: "docx", keeps_blanks: true, keeps_date: true },
    Saved { extension: "rtf", format: "rtf", keeps_blanks: true, keeps_date: true },
    Saved { extension: "pdf", format: "pdf", keeps_blanks: false, keeps_date: false },
    Saved { extension: "epub", format: "epub", keeps_blanks: true, keeps_date: false },
    Saved { extension: "html", format: "html", keeps_blanks: true, keeps_date: true },
];

/// An interview as it must be read.
struct Expected {
    stem: &'static str,
    host: &'static str,
    guest: &'static str,
    date: &'static str,
    /// The date stands in the text, too.
    says_date: bool,
    /// Who speaks, or the sort of a note, and the text.
    turns: &'static [(&'static str, &'static str)],
}

const INTERVIEWS: &[Expected] = &[
    Expected {
        stem: "wooden-ferry",
        host: "Mara Quist",
        guest: "Ole Brandt",
        date: "2019-05-02",
        says_date: false,
        turns: FERRY,
    },
    Expected {
        stem: "青石渡",
        host: "林岸",
        guest: "周德水",
        date: "2021-03-14",
        says_date: true,
        turns: STONES,
    },
    Expected {
        stem: "舊渡頭",
        host: "許念真",
        guest: "葉阿順",
        date: "2020-11-07",
        says_date: false,
        turns: LANDING,
    },
];

const FERRY: &[(&str, &str)] = &[
    ("[title]", "The Last Wooden Ferry"),
    (
        "[introduction]",
        "Mara Quist spoke with Ole Brandt, who steered the Anna across the estuary for thirty years, in the boathouse at Nordhaven.",
    ),
    ("Mara Quist", "You grew up beside the slipway. What do you remember of the first boat?"),
    (
        "Ole Brandt",
        "The smell, first of all. Tar and wet rope. My father let me hold the lantern when the fog came in, and I thought that the whole crossing depended on that lantern.\n\nIt did not, of course. He knew the estuary by its sound. But nobody told me, and so I held it as if the boat would sink without me.",
    ),
    ("Mara Quist", "Why was she built of wood, when everybody else had changed to steel?"),
    (
        "Ole Brandt",
        "Because it was cheap, and because Henning the boatbuilder would not touch anything else. He used to say: steel rusts from the inside, and you never know it. Wood tells you. [laughs]",
    ),
    ("Mara Quist", "And the engine?"),
    ("Ole Brandt", "From a bus. An ordinary city bus, number 14. You could still read it on the plate."),
    ("[heading]", "The winter of the ice"),
    ("Mara Quist", "In 1987 the estuary froze for eleven weeks. What did you do?"),
    (
        "Ole Brandt",
        "We walked. I am serious: we laid out planks from shore to shore, and I walked ahead with a pole and the mail bag, and the passengers came behind me in a row, twelve at a time. The doctor crossed that way, and the bride of the baker, and once a calf.",
    ),
    ("Mara Quist", "A calf?"),
    ("Ole Brandt", "It did not want to go back."),
    ("Mara Quist", "When the bridge was opened, you kept the timetable for another two years. Why?"),
    (
        "Ole Brandt",
        "A timetable is a promise. There were nine people who still came, every morning at ten past six, and for them nothing had changed. When the ninth of them moved away I tied her up, and I did not cry, whatever they tell you in the village.",
    ),
];

const STONES: &[(&str, &str)] = &[
    ("[title]", "青石渡口述"),
    (
        "[introduction]",
        "采访时间：2021年3月14日\n\n周德水在青石渡摆渡四十年。这次谈话是在他家的院子里进行的。",
    ),
    ("林岸", "您是从哪一年开始摆渡的？"),
    (
        "周德水",
        "一九七二年。那年我十七岁，父亲的腿坏了，船不能停，我就接了他的篙。头一天手上全是水泡，晚上连筷子都拿不住。\n\n可是第二天还得去。对岸有个小学，三十几个孩子等着过河，老师站在水边数人头，少一个都不走。",
    ),
    ("林岸", "那时候一天要来回多少趟？"),
    (
        "周德水",
        "平常二十多趟，赶集的日子五六十趟。人、猪、自行车、新娘子的嫁妆，什么都运过。有一回运一架钢琴，八个人抬，船沉下去半尺，我心里直打鼓。",
    ),
    ("林岸", "为什么不装发动机？"),
    (
        "周德水",
        "装过。八十年代的事，花了一千二百块钱，响得人说不成话。大家都讲：坐你的船就是图个清静，后来就拆了。（笑）",
    ),
    ("[heading]", "大水"),
    ("林岸", "一九九八年的大水，您还记得吗？"),
    (
        "周德水",
        "怎么不记得。水一夜涨了四米，渡口的石阶全没了。我把船拴在祠堂的柱子上，接了十九个人，最小的才满月，放在米箩里头，一路都没有哭。",
    ),
    ("林岸", "桥通了以后呢？"),
    (
        "周德水",
        "桥是二〇〇八年通的。通车那天我也去走了一趟，走到桥中间往下看，原来河这么窄。摆了一辈子，总觉得它很宽。",
    ),
    ("林岸", "船现在在哪里？"),
    ("周德水", "在院子后头，种了一船的葱。"),
];

const LANDING: &[(&str, &str)] = &[
    ("[title]", "舊渡頭訪談錄"),
    ("[introduction]", "許念真於二〇二〇年十一月訪問葉阿順先生，地點在舊渡頭的茶攤。"),
    ("許念真", "葉先生，請問您的船叫什麼名字？"),
    ("葉阿順", "叫「順風」。是我阿公取的，其實這條河一年到頭都是逆風，他說名字叫得好，風自己會轉。"),
    ("許念真", "當時坐船要多少錢？"),
    (
        "葉阿順",
        "一個人五角，學生不用錢。\n\n下雨天我多收一角，因為要撐傘替他們擋著，手只剩一隻，很難划。後來老師來講，說這樣不好，我就改了。",
    ),
    ("許念真", "您覺得什麼時候生意開始變差？"),
    (
        "葉阿順",
        "捷運通車那一年。早上八點，往常船上站都站不下，那天只有我跟一隻狗。狗是來等主人的，主人坐捷運走了。",
    ),
    ("許念真", "您有沒有想過改做觀光船？"),
    ("葉阿順", "有人來勸過。他們要我穿古裝，還要我唱歌。我說我只會划船，不會演划船的人。"),
    ("許念真", "現在還划嗎？"),
    ("葉阿順", "每年清明划一次，載我太太的照片到對岸，她娘家在那邊。"),
];

fn bytes(stem: &str, extension: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    fs::read(folder.join(format!("{stem}.{extension}"))).unwrap()
}

fn outcome(name: &str, bytes: &[u8]) -> Outcome {
    read(&File { path: name, bytes, sidecars: &[] }, &FileSettings::default())
}

fn interview(name: &str, bytes: &[u8]) -> Interview {
    match outcome(name, bytes) {
        Outcome::Read(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{name}: {other:?}"),
    }
}

/// Who speaks, or the sort of a note.
fn who(turn: &Turn) -> String {
    let sort = || format!("[{}]", serde_json::to_value(turn.note).unwrap().as_str().unwrap_or("none"));
    turn.speaker.clone().unwrap_or_else(sort)
}

#[test]
fn an_interview_is_the_same_in_every_format() {
    for saved in FORMATS {
        for wanted in INTERVIEWS {
            let name = format!("{}.{}", wanted.stem, saved.extension);
            let got = interview(&name, &bytes(wanted.stem, saved.extension));
            let plain = |text: &str| match saved.keeps_blanks {
                true => text.to_owned(),
                false => text.split_whitespace().collect(),
            };
            let turns: Vec<_> = got.turns.iter().map(|t| (who(t), plain(&t.text))).collect();
            let want: Vec<_> =
                wanted.turns.iter().map(|(who, text)| ((*who).to_owned(), plain(text))).collect();
            assert_eq!(turns, want, "{name}");
            let people: Vec<_> = got.meta.participants.iter().map(|p| (p.name.as_str(), p.role)).collect();
            assert_eq!(
                people,
                [(wanted.host, Some(Role::Host)), (wanted.guest, Some(Role::Guest))],
                "{name}"
            );
            assert_eq!(got.meta.title.as_deref().map(plain), Some(plain(wanted.turns[0].1)), "{name}");
            let date = (saved.keeps_date || wanted.says_date).then_some(wanted.date);
            assert_eq!(got.meta.date.as_deref(), date, "{name}");
            assert_eq!((got.format.as_str(), got.warnings), (saved.format, vec![]), "{name}");
        }
    }
}

#[test]
fn a_damaged_file_breaks_no_reader() {
    let wanted = &INTERVIEWS[1];
    for saved in FORMATS {
        let whole = bytes(wanted.stem, saved.extension);
        let name = format!("{}.{}", wanted.stem, saved.extension);
        for i in 0..40 {
            let at = whole.len() * i / 40 + i;
            outcome(&name, &whole[..at.min(whole.len())]);
            let mut flipped = whole.clone();
            let at = at.min(whole.len() - 1);
            flipped[at] ^= 1 << (i % 8);
            outcome(&name, &flipped);
        }
    }
}
