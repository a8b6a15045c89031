//! What the comparison with other programs draws its turns from: the same everywhere, by seed.

#[path = "../benches/compare/random.rs"]
mod random;
#[path = "../benches/compare/sentences.rs"]
mod sentences;

use random::Random;
use sentences::{language, sentences};
use whosaid::model::Language;

#[test]
fn numbers_are_those_of_the_paper() {
    // The first numbers of SplitMix64 with the seed 1234567, as other implementations give them.
    let mut random = Random::of(1_234_567);
    let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    assert_eq!([(); 3].map(|()| random.number()), first);
}

#[test]
fn a_seed_and_a_stream_fix_what_is_drawn() {
    let drawn = |seed, stream| {
        let mut random = Random::new(seed, stream);
        let mut items = [0, 1, 2, 3, 4, 5, 6, 7];
        random.shuffle(&mut items);
        (items, (0..20).map(|_| random.below(10)).collect::<Vec<_>>(), *random.pick(&['a', 'b', 'c']))
    };
    assert_eq!(drawn(1, 2), drawn(1, 2));
    assert_ne!(drawn(1, 2), drawn(1, 3));
    assert_ne!(drawn(1, 2), drawn(2, 2));
    let (mut items, numbers, _) = drawn(1, 2);
    items.sort_unstable();
    assert_eq!(items, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert!(numbers.iter().all(|n| *n < 10));
}

#[test]
fn texts_are_cut_behind_their_sentences() {
    for (text, cut) in [
        ("We went. “Why?” he said… No!", vec!["We went.", "“Why?”", "he said… No!"]),
        ("It was 3.5 m. Then (so he said.) nothing", vec!["It was 3.5 m.", "Then (so he said.)", "nothing"]),
        (
            "修船要三年。为什么？！他说“不知道。”后来",
            vec!["修船要三年。", "为什么？！", "他说“不知道。”", "后来"],
        ),
        ("答：“好。”Q: why? He said it twice, and loudly: no.", vec!["He said it twice, and loudly: no."]),
        ("用 GPT.你好。", vec!["用 GPT.", "你好。"]),
        ("one line\nanother line\n\n", vec!["one line", "another line"]),
        ("… 12. -", vec![]),
    ] {
        assert_eq!(sentences(text), cut, "{text}");
    }
}

#[test]
fn a_text_is_english_chinese_or_of_no_use() {
    assert_eq!(language("Why repair it?"), Some(Language::En));
    assert_eq!(language("为什么要修 ferry？"), Some(Language::Zh));
    assert_eq!(language("the ferry called 渡 at the pier"), None);
}
