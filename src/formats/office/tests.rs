//! Small documents written here, zipped in memory, and how they are read.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::formats::{File, Outcome, read};
use crate::model::{FileSettings, Interview, Role};

/// A zip file of these members.
fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A DOCX of this body, with other parts beside it.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let mut members = vec![("word/document.xml", document.as_str())];
    members.extend(parts);
    zipped(&members)
}

/// An ODT of this text, with these automatic styles.
fn odt(text: &str, styles: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:text>{text}</office:text></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

fn outcome(name: &str, bytes: &[u8]) -> Outcome {
    read(&File { path: name, bytes, sidecars: &[] }, &FileSettings::default())
}

fn interview(name: &str, bytes: &[u8]) -> Interview {
    match outcome(name, bytes) {
        Outcome::Read(mut all) => all.remove(0),
        other => panic!("{other:?}"),
    }
}

/// Speakers, or `-` for notes, and texts.
fn seen(interview: &Interview) -> Vec<(&str, &str)> {
    let who = |t: &'_ crate::model::Turn| t.is_speech();
    interview
        .turns
        .iter()
        .map(|t| (if who(t) { t.speaker.as_deref().unwrap_or("?") } else { "-" }, t.text.as_str()))
        .collect()
}

/// The text of the only note of a document without labels.
fn text(name: &str, bytes: &[u8]) -> String {
    let interview = interview(name, bytes);
    interview.turns.iter().map(|t| t.text.clone()).collect::<Vec<_>>().join("\n\n")
}

/// A paragraph of a DOCX with one run.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

/// A paragraph of a DOCX with a bold run before its text.
fn labelled(label: &str, text: &str) -> String {
    format!(
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{label}</w:t></w:r><w:r><w:t xml:space='preserve'> {text}</w:t></w:r></w:p>"
    )
}

const TALK: [(&str, &str); 4] = [
    ("Mara Quist", "Why was it built of wood?"),
    ("Ole Brandt", "It was cheap, and there was plenty of it."),
    ("Mara Quist", "And the engine?"),
    ("Ole Brandt", "From a bus."),
];

#[test]
fn words_that_nobody_sees_are_left_out_of_a_docx() {
    let body = "<w:p><w:r><w:t>one</w:t></w:r><w:del><w:r><w:delText> deleted</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t xml:space='preserve'> two</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> moved</w:t></w:r></w:moveFrom>\
        <w:r><w:rPr><w:strike/></w:rPr><w:t> struck</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t xml:space='preserve'> three</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='end'/></w:r><w:hyperlink><w:r><w:t xml:space='preserve'> four</w:t></w:r></w:hyperlink>\
        <w:sdt><w:sdtPr><w:alias w:val='no'/></w:sdtPr><w:sdtContent><w:r><w:t xml:space='preserve'> five</w:t></w:r></w:sdtContent></w:sdt>\
        <w:r><w:ruby><w:rt><w:r><w:t>no</w:t></w:r></w:rt><w:rubyBase><w:r><w:t xml:space='preserve'> 渡</w:t></w:r></w:rubyBase></w:ruby></w:r>\
        <w:r><w:t>non\u{ad}sense</w:t><w:noBreakHyphen/><w:t>free</w:t><w:sym w:char='F04A'/></w:r>\
        <w:r><w:commentReference w:id='1'/></w:r></w:p>";
    assert_eq!(text("a.docx", &docx(body, &[])), "one two three four five 渡nonsense-free");
}

#[test]
fn a_deleted_paragraph_mark_joins_two_paragraphs() {
    let body = "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>We crossed </w:t></w:r></w:p>"
        .to_owned()
        + &p("at night.")
        + &p("It rained.");
    assert_eq!(text("a.docx", &docx(&body, &[])), "We crossed at night.\n\nIt rained.");
}

#[test]
fn bold_is_inherited_from_styles_and_undone_by_them() {
    let styles = "<w:styles><w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault></w:docDefaults>\
        <w:style w:type='paragraph' w:styleId='Question'><w:name w:val='Question'/><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:type='paragraph' w:styleId='Next'><w:name w:val='Next'/><w:basedOn w:val='Question'/></w:style>\
        <w:style w:type='character' w:styleId='Emph'><w:name w:val='Emph'/><w:rPr><w:b/></w:rPr></w:style></w:styles>";
    let set = |style: &str, run: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let mut body = String::new();
    for (style, run) in
        [("Question", ""), ("Next", ""), ("", "<w:rStyle w:val='Emph'/>"), ("", "<w:b w:val='1'/>")]
    {
        body += &set(style, run, "Why was it built of wood?");
        body += &set("Question", "<w:b w:val='0'/>", "It was cheap.");
        body += &set("Question", "<w:rStyle w:val='Emph'/>", "There was plenty of it.");
    }
    let got = interview("a.docx", &docx(&body, &[("word/styles.xml", styles)]));
    let roles: Vec<_> = got.turns.iter().map(|t| (t.role, t.text.as_str())).collect();
    let pair = [
        (Some(Role::Host), "Why was it built of wood?"),
        (Some(Role::Guest), "It was cheap.\n\nThere was plenty of it."),
    ];
    assert_eq!(roles, pair.repeat(4));
}

#[test]
fn headings_are_known_by_name_and_level_in_any_language() {
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='a3'><w:name w:val='自定义'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></w:styles>";
    let set = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = set("berschrift1", "The Ferry")
        + &set("TOC1", "The ice 3")
        + &TALK[..2].iter().map(|(who, said)| p(&format!("{who}: {said}"))).collect::<String>()
        + &set("a3", "The ice")
        + &TALK[2..].iter().map(|(who, said)| p(&format!("{who}: {said}"))).collect::<String>();
    let got = interview("a.docx", &docx(&body, &[("word/styles.xml", styles)]));
    let notes: Vec<_> = seen(&got).into_iter().filter(|(who, _)| *who == "-").map(|(_, text)| text).collect();
    assert_eq!(notes, ["The Ferry", "The ice"]);
    assert_eq!(seen(&got).len(), 6);
    assert_eq!(got.meta.title.as_deref(), Some("The Ferry"));
}

#[test]
fn footnotes_come_last_and_text_boxes_once() {
    let talk: String = TALK.iter().map(|(who, said)| labelled(&format!("{who}:"), said)).collect();
    let cited = "<w:p><w:r><w:t>It sank</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> in 1990.</w:t></w:r></w:p>";
    let boxed = "<w:p><w:r><w:t xml:space='preserve'>We drank </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>\
        <wps:txbx><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>\
        </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>tea.</w:t></w:r></w:p>";
    let notes = "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
        <w:footnote w:id='1'><w:p><w:r><w:t>Not cited.</w:t></w:r></w:p></w:footnote><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r>\
        <w:r><w:t xml:space='preserve'> In a storm.</w:t></w:r></w:p><w:p><w:r><w:t>Near Nordhaven.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let got = interview("a.docx", &docx(&(talk + cited + boxed), &[("word/footnotes.xml", notes)]));
    let last = ("Ole Brandt", "From a bus.\n\nIt sank in 1990.\n\nWe drank tea.\n\nIn the box.");
    assert_eq!(seen(&got)[3..], [last, ("-", "In a storm.\n\nNear Nordhaven.")]);
}

#[test]
fn numbering_with_words_is_kept_and_counters_of_questions() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='Q:'/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='none'/><w:lvlText w:val='A:'/><w:pStyle w:val='Answer'/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>\
        <w:num w:numId='5'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='6'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='7'><w:abstractNumId w:val='2'/></w:num></w:numbering>";
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='Answer'><w:name w:val='Answer'/><w:pPr><w:numPr><w:numId w:val='6'/></w:numPr></w:pPr></w:style></w:styles>";
    let parts = [("word/numbering.xml", numbering), ("word/styles.xml", styles)];
    let item = |list: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let answer = |text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='Answer'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body: String = TALK.chunks(2).map(|two| item(5, two[0].1) + &answer(two[1].1)).collect();
    let got = interview("a.docx", &docx(&body, &parts));
    let want: Vec<_> =
        TALK.iter().map(|(who, said)| (if *who == "Mara Quist" { "Q" } else { "A" }, *said)).collect();
    assert_eq!(seen(&got), want);
    assert_eq!(
        text("a.docx", &docx(&(item(7, "First.") + &item(7, "Second.")), &parts)),
        "3. First.\n\n4. Second."
    );
}

#[test]
fn tables_tabs_and_times_are_columns() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(text));
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|c| cell(c)).collect::<String>());
    let names = "<w:tr><w:trPr><w:tblHeader/></w:trPr>".to_owned()
        + &cell("Time")
        + &cell("Who")
        + &cell("Text")
        + "</w:tr>";
    let rows: String =
        (0..).zip(TALK).map(|(i, (who, said))| row(&[&format!("00:0{i}:05"), who, said])).collect();
    let got = interview("a.docx", &docx(&format!("<w:tbl>{names}{rows}</w:tbl>"), &[]));
    assert_eq!(seen(&got)[1..], TALK);
    assert_eq!(got.turns[2].start_ms, Some(65_000));
    let rows: String =
        (0..).zip(TALK).map(|(i, (who, said))| row(&[who, &format!("00:0{i}:05"), said])).collect();
    let got = interview("a.docx", &docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]));
    assert_eq!(seen(&got), TALK);
    assert_eq!(got.turns[1].start_ms, Some(65_000));
    let rows: String = (1..).zip(TALK).map(|(i, (who, said))| row(&[&i.to_string(), who, said])).collect();
    assert_eq!(seen(&interview("a.docx", &docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]))), TALK);
    let rows: String = (1..)
        .zip(TALK)
        .map(|(i, (who, said))| row(&[&i.to_string(), &format!("00:0{i}:05 - 00:0{i}:09"), who, said]))
        .collect();
    let got = interview("a.docx", &docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]));
    assert_eq!(seen(&got), TALK);
    assert_eq!(got.turns[0].start_ms, Some(65_000));
    let tabbed =
        |who: &str, said: &str| format!("<w:p><w:r><w:t>{who}</w:t><w:tab/><w:t>{said}</w:t></w:r></w:p>");
    let body: String = TALK.iter().map(|(who, said)| tabbed(who, said)).collect();
    assert_eq!(seen(&interview("a.docx", &docx(&body, &[]))), TALK);
    let spaced: String = TALK.iter().map(|(who, said)| p(&format!("{who}      {said}"))).collect();
    assert_eq!(seen(&interview("a.docx", &docx(&spaced, &[]))), TALK);
}

#[test]
fn meetings_and_transcription_services_are_read() {
    let avatar = "<w:r><w:drawing><wp:inline><wp:docPr descr='no'/></wp:inline></w:drawing></w:r>";
    let teams = |i: usize, who: &str, said: &str| {
        format!(
            "<w:p>{avatar}<w:r><w:t xml:space='preserve'>{who}</w:t></w:r><w:r><w:t xml:space='preserve'>   {i}:03</w:t></w:r><w:r><w:br/><w:t>{said}</w:t></w:r></w:p>"
        )
    };
    let head = p("The ferry-20260615_133555-Meeting Transcript")
        + &p("15 June 2026, 03:35am")
        + &p("27m 42s")
        + &p("Mara Quist started transcription");
    let body: String = (0..).zip(TALK).map(|(i, (who, said))| teams(i, who, said)).collect();
    let got = interview("a.docx", &docx(&(head + &body), &[]));
    assert_eq!(seen(&got).into_iter().filter(|(who, _)| *who != "-").collect::<Vec<_>>(), TALK);
    assert_eq!((got.meta.date.as_deref(), got.meta.duration_ms), (Some("2026-06-15"), Some(1_662_000)));
    // Name and time in a paragraph, what is said in the next.
    let body: String =
        (0..).zip(TALK).map(|(i, (who, said))| p(&format!("{who} (00:0{i}:05):")) + &p(said)).collect();
    let got = interview("a.docx", &docx(&body, &[]));
    assert_eq!(seen(&got), TALK);
    assert_eq!(got.turns[1].start_ms, Some(65_000));
    let body: String =
        (0..).zip(TALK).map(|(i, (who, said))| p(&format!("{who}  {i}:05")) + &p(said)).collect();
    assert_eq!(seen(&interview("a.docx", &docx(&body, &[]))), TALK);
}

#[test]
fn an_odt_inherits_strikes_and_hides() {
    let styles = "<style:style style:name='B' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>\
        <style:style style:name='C' style:family='text' style:parent-style-name='B'/>\
        <style:style style:name='S' style:family='text'><style:text-properties style:text-line-through-style='solid'/></style:style>\
        <style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='P' style:family='paragraph' style:parent-style-name='Q'/>\
        <style:style style:name='Q' style:family='paragraph'><style:text-properties style:font-weight-asian='bold'/></style:style>";
    let body = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>\
        <text:p text:style-name='P'>Why<text:s text:c='1'/>wood<text:span text:style-name='S'> or steel</text:span>?</text:p><text:p>Cheap.</text:p>\
        <text:p><text:span text:style-name='C'>And <text:span>the</text:span> engine?</text:span><office:annotation><text:p>no</text:p></office:annotation></text:p>\
        <text:p>From a bus<text:span text:style-name='H'> no</text:span>.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Number 14.</text:p></text:note-body></text:note></text:p>\
        <text:p text:style-name='Q'>What<draw:frame><svg:title>no</svg:title><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame> colour?</text:p>\
        <text:p><text:ruby><text:ruby-base>绿</text:ruby-base><text:ruby-text>lǜ</text:ruby-text></text:ruby>, of course.</text:p>";
    let got = interview("a.odt", &odt(body, styles));
    let got: Vec<_> = got.turns.iter().map(|t| (t.role, t.text.as_str())).collect();
    let want = [
        (Some(Role::Host), "Why wood?"),
        (Some(Role::Guest), "Cheap."),
        (Some(Role::Host), "And the engine?"),
        (Some(Role::Guest), "From a bus."),
        (Some(Role::Host), "What colour?"),
        (Some(Role::Guest), "In the box.\n\n绿, of course."),
        (None, "Number 14."),
    ];
    assert_eq!(got, want);
}

#[test]
fn lists_of_an_odt_keep_labels_with_words() {
    let styles = "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='' style:num-prefix='问：'/></text:list-style>\
        <text:list-style style:name='M'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/></text:list-style>";
    let item = |list: &str, text: &str| {
        format!(
            "<text:list text:style-name='{list}' text:continue-numbering='true'><text:list-item><text:p>{text}</text:p><text:p>Ja.</text:p></text:list-item></text:list>"
        )
    };
    let body = item("L", "为什么？") + &item("M", "First.") + &item("M", "Second.");
    assert_eq!(
        text("a.odt", &odt(&body, styles)),
        "问： 为什么？\n\nJa.\n\n1. First.\n\nJa.\n\n2. Second.\n\nJa."
    );
    let deepest =
        styles.replace("text:level='1'", "text:level='4294967295' text:display-levels='4294967295'");
    assert_eq!(text("a.odt", &odt(&item("M", "First."), &deepest)), "First.\n\nJa.");
}

#[test]
fn rtf_is_read_in_every_code_page() {
    let gbk = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}{\\f1\\fnil\\fcharset136 MingLiU;}{\\f2 Times;}}\
        \\f0\\'b6\\'c9\\'b4\\'ac\\f1\\'b4\\'e7\\f2\\'e9\\u-10179?\\u-8704?\\par\\uc2\\u26087\\'be\\'c9\\uc0\\u33337 x\\uc1\\u8217\\'92s\\par}";
    assert_eq!(text("a.rtf", gbk.as_bytes()), "渡船渡é😀\n\n旧船x’s");
    let raw = [b"{\\rtf1\\ansi\\ansicpg936 ".as_slice(), b"\xb6\xc9\xb4\xac", b"\\par}"].concat();
    assert_eq!(text("a.rtf", &raw), "渡船");
    assert_eq!(text("a.rtf", br"{\rtf1 one\column two\page three\par}"), "one\n\ntwo\n\nthree");
    assert_eq!(text("a.rtf", b"{\\rtf1 half \\u-10179?\\u26087?\\par}"), "half 旧");
}

#[test]
fn rtf_leaves_out_what_nobody_sees_and_keeps_notes_for_the_end() {
    let rtf = "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\generator no;}{\\info{\\title The Ferry}{\\author Mara Quist}{\\creatim\\yr2019\\mo5\\dy2}}\
        {\\header no\\par}\\pard one{\\strike  struck}{\\v  hidden}{\\deleted  gone}{\\*\\unknown no} {\\b two}{\\field{\\*\\fldinst PAGE}{\\fldrslt  three}}\
        {\\footnote \\pard In a storm.\\par}{\\pict\\bin5 }}}}{ four}\\-\\~five\\_six{\\upr{no}{\\*\\ud\\u233 ?}}\\par\n\
        {\\shp{\\*\\shpinst{\\sp{\\sn no}{\\sv no}}{\\shptxt\\pard box\\par}}{\\shprslt no}}{\\listtext Q:\\tab}seven\\\neight\\line nine}";
    let rtf = rtf.replace("\\bin5 }}}}{", "\\bin5 }}}}{}");
    let got = interview("a.rtf", rtf.as_bytes());
    let texts: Vec<&str> = got.turns.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(texts.join("|"), "one two three four five-sixé|Q: seven\n\nbox\n\neight nine|In a storm.");
    assert_eq!(got.meta.date.as_deref(), Some("2019-05-02"));
}

#[test]
fn tables_of_rtf_are_columns() {
    let row = |who: &str, said: &str| {
        format!(
            "\\trowd\\cellx1000\\cellx5000\\pard\\intbl{{\\b {who}}}\\cell {said}\\par More.\\cell\\row\n"
        )
    };
    let rows: String = TALK.iter().map(|(who, said)| row(who, said)).collect();
    let got = interview("a.rtf", format!("{{\\rtf1 {rows}\\pard The end.\\par}}").as_bytes());
    assert_eq!(seen(&got)[1], (TALK[1].0, "It was cheap, and there was plenty of it.\n\nMore."));
    assert_eq!(got.turns.iter().filter(|t| t.is_speech()).count(), 4);
}

#[test]
fn what_is_no_document_or_under_a_password_is_named() {
    let failed = |name: &str, bytes: &[u8]| match outcome(name, bytes) {
        Outcome::Failed { message, .. } => message,
        other => panic!("{name}: {other:?}"),
    };
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    assert_eq!(
        outcome("a.doc", &old),
        Outcome::Skipped { reason: String::from("an old binary Word document; save it as DOCX") }
    );
    let sealed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(failed("a.docx", &[old, sealed].concat()).contains("password"));
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let sealed = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert!(failed("a.odt", &sealed).contains("password"));
    assert!(failed("a.docx", b"PK\x03\x04\0\0\0\0").contains("broken zip file"));
    assert!(failed("a.docx", &zipped(&[("word/other.xml", "<w/>")])).contains("without its text"));
    let deep = docx(&"<w:tbl><w:tr><w:tc>".repeat(10_000), &[]);
    assert!(failed("a.docx", &deep).contains("nested"), "{}", failed("a.docx", &deep));
    assert!(failed("a.rtf", ("{\\rtf1 ".to_owned() + &"{\\b ".repeat(10_000)).as_bytes()).contains("nested"));
    let deep =
        format!("<office:document xmlns='opendocument'><office:body>{}", "<table:table>".repeat(10_000));
    assert!(failed("a.fodt", deep.as_bytes()).contains("nested"));
}

#[test]
fn what_was_read_before_a_break_is_kept_with_a_warning() {
    let talk: String = TALK.iter().map(|(who, said)| labelled(&format!("{who}:"), said)).collect();
    for end in ["<w:p><w:r><w:t>cut he", "<w:p><w:r><w:t a"] {
        let document = format!("<w:document><w:body>{talk}{end}");
        let got = interview("a.docx", &zipped(&[("word/document.xml", &document)]));
        assert_eq!(seen(&got).len(), 4);
        assert_eq!(got.warnings.len(), 1, "{:?}", got.warnings);
        assert_eq!(got.turns[0].line, None);
    }
}

#[test]
fn properties_give_way_to_what_the_document_says() {
    let core = "<cp:coreProperties><dc:title>Template</dc:title><dc:creator>Mara Quist</dc:creator>\
        <dcterms:created>2019-05-02T09:00:00Z</dcterms:created></cp:coreProperties>";
    let talk = p("The ferry")
        + &TALK.iter().map(|(who, said)| p(&format!("{}: {said}", &who[..4].trim_end()))).collect::<String>();
    let got = interview("a.docx", &docx(&talk, &[("docProps/core.xml", core)]));
    assert_eq!(
        (got.meta.title.as_deref(), got.meta.date.as_deref()),
        (Some("The ferry"), Some("2019-05-02"))
    );
    assert!(got.meta.participants.iter().any(|p| p.name == "Mara Quist"), "{:?}", got.meta.participants);
    let got = interview("2018-01-31 ferry.docx", &docx(&talk, &[("docProps/core.xml", core)]));
    assert_eq!(got.meta.date.as_deref(), Some("2018-01-31"));
}

#[test]
fn lines_broken_by_hand_between_empty_paragraphs_are_one_paragraph() {
    let lines = [
        "It is a long line that somebody has broken by hand at the margin, as",
        "people do who paste their text from a mail, and the second line is as long,",
        "and here it ends.",
    ];
    let empty = "<w:p/>";
    let body: String = TALK
        .iter()
        .map(|(who, _)| p(&format!("{who}: {}", lines[0])) + &p(lines[1]) + &p(lines[2]) + empty)
        .collect();
    let got = interview("a.docx", &docx(&body, &[]));
    let said = lines.join(" ");
    assert_eq!(seen(&got), TALK.map(|(who, _)| (who, said.as_str())));
    let rtf: String =
        TALK.iter().map(|(who, _)| format!("{who}: {}\\par\n\\par\n", lines.join("\\par\n"))).collect();
    assert_eq!(
        seen(&interview("a.rtf", format!("{{\\rtf1 {rtf}}}").as_bytes())),
        TALK.map(|(who, _)| (who, said.as_str()))
    );
}

#[test]
fn no_damage_to_a_part_breaks_the_reader() {
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='A'><w:name w:val='A'/><w:basedOn w:val='A'/><w:rPr><w:b/></w:rPr></w:style></w:styles>";
    let body = format!(
        "<w:document><w:body>{}<w:p><w:pPr><w:pStyle w:val='A'/><w:numPr><w:ilvl w:val='9'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>旧船</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl></w:body></w:document>",
        labelled("Mara:", "Why?"),
        p("x")
    );
    let content = "<office:document-content><office:automatic-styles><style:style style:name='A' style:family='text' style:parent-style-name='A'/>\
        </office:automatic-styles><office:body><office:text><text:list text:style-name='L'><text:list-item><text:p>Mara: <text:span text:style-name='A'>Why?</text:span>\
        <text:note><text:note-body><text:p>旧船</text:p></text:note-body></text:note></text:p></text:list-item></text:list></office:text></office:body></office:document-content>";
    let damage = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1 << (at % 7);
        let cut = if at.is_multiple_of(3) { at } else { bytes.len() };
        String::from_utf8_lossy(&bytes[..cut]).into_owned()
    };
    for i in 0..150 {
        let at = |text: &str| i * text.len() / 150;
        let (document, styles) = (damage(&body, at(&body)), damage(styles, at(styles)));
        outcome("a.docx", &zipped(&[("word/document.xml", &document), ("word/styles.xml", &styles)]));
        outcome("a.odt", &zipped(&[("content.xml", &damage(content, at(content)))]));
    }
}
