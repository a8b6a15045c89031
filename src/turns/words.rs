//! Word lists of the label detector: surnames, role words, words that open prose. All lower case and simplified;
//! compare them with folded text only.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::analysis::fold_name;

/// A set of folded words, written with blanks between them.
pub(super) struct Words(LazyLock<FxHashSet<String>>);

impl Words {
    const fn new(make: fn() -> FxHashSet<String>) -> Self {
        Self(LazyLock::new(make))
    }

    /// Whether the folded word is in the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

fn set(list: &str) -> FxHashSet<String> {
    list.split_whitespace().map(fold_name).collect()
}

fn folded(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| fold_name(word)).collect()
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $list:expr) => {
        $(#[$doc])*
        pub(super) static $name: Words = Words::new(|| set($list));
    };
}

words!(
    /// Labels that stand for a person by what they do, in English; also with a number behind.
    ROLES,
    "q a question answer host cohost co-host interviewer interviewee moderator presenter anchor reporter journalist
     speaker speakers guest respondent participant narrator audience man woman male female voice unknown unidentified
     member caller student teacher translator interpreter operator analyst chair chairman chairwoman chairperson
     chairperson judge court witness counsel attorney prosecutor facilitator panelist panellist emcee announcer
     producer editor researcher subject informant questioner commentator secretary president speaker_ someone everyone
     all both multiple crowd attendee int res mod clerk bailiff coach player mother father child doctor patient
     nurse therapist client agent officer senator representative director group"
);

words!(
    /// Labels that stand for a person by what they do, in Chinese.
    ROLES_ZH,
    "问 答 提问 回答 主持人 主持 记者 嘉宾 受访者 被访者 受访人 采访者 访谈者 采访人 访问者 提问者 问者 答者 翻译 口译 译者 司仪
     与会者 与会人员 参与者 参会者 参会人 观众 听众 听友 读者 网友 学生 同学 老师 教师 教授 专家 学者 工作人员 民众 市民 男 女 男声 女声 甲 乙
     丙 丁 戊 旁白 画外音 解说 主席 委员 代表 现场 众人 大家 全体 说话人 发言人 讲话人 讲者 主讲人 演讲者 主播 小编 编者 笔者 采访
     问题 提问人 听者 来宾 客人 主人 男士 女士 先生 小姐 医生 患者 病人 律师 法官 检察官 辩护人 被告 原告 证人 调查员 访员 受访 助理 秘书 司机 店主
     老板 经理 导演 编剧 演员 制片人 作者 诗人 画家 歌手 队长 教练 家长 妈妈 爸爸 母亲 父亲 爷爷 奶奶 儿子 女儿 某人 未知 不明 未知说话人"
);

words!(
    /// Marks of question and answer that need no colon.
    MARKS,
    "q a 问 答"
);

words!(
    /// English words that open prose before a colon, or that name a thing rather than a speaker.
    PROSE,
    "the this that these those there here it its it's he she they we you i my your his her their our and but so or nor for yet if
     when while because since although though as at by in on of to from with without about into over after before
     again also plus then thus hence therefore however moreover furthermore meanwhile finally first firstly second
     secondly third thirdly fourth last lastly next one two three four five six seven eight nine ten another other what who whom
     whose which why how where whether is are was were be been being am do does did done have has had will would
     shall should can could may might must not no yes yeah yep nope okay ok well right sure look listen see
     remember note notes question questions answer answers example examples chapter part section step rule rules lesson fact facts point
     points problem problems solution warning update disclaimer summary abstract topic topics date source location
     time title subject spoiler bonus meaning translation basically actually obviously honestly frankly think
     imagine consider take say said says saying ask asked asks tell told tells write wrote reads read quote
     unquote reply replied adding added let lets let's just even now today tomorrow yesterday sometimes always never maybe perhaps
     only some any all every each both most many much more less few several such same like
     instead rather indeed anyway anyways because fun pro tip idea ideas reason reasons goal result results conclusion
     introduction intro outro background context overview agenda keywords key tags links link references reference
     resources notice correction clarification caution important caveat bottom line figure table image photo photos
     video audio music jingle break pause applause laughter silence crosstalk sponsor advertisement ad transcript interview podcast
     episode season recorded duration length language format published publisher copyright credits credit edited editor editors author authors
     written transcribed translated produced photography illustration website url http https email phone tel fax address contact
     follow subscribe share read more related see also ps p.s. nb re: cc via tldr tl;dr faq option options choice
     version edition volume issue page line word words number numbers name names age gender place born interviewed interviewee's
     participants attendees present absent speakers guests hosts monday tuesday wednesday thursday friday saturday
     sunday january february march april june july august september october november december"
);

words!(
    /// Keys of the metadata lines before the first turn and of the credits after the last.
    METADATA,
    "时间 地点 日期 采访时间 访谈时间 采访地点 访谈地点 录音时间 录制时间 会议时间 会议地点 会议主题 会议名称 采访对象 访谈对象 受访对象 采访主题 主题 题目 标题 关键词
     关键字 摘要 导语 提要 简介 背景 前言 序言 引言 编者按 编者注 按语 按 编辑 责编 责任编辑 校对 整理 文字整理 录音整理 记录 记录人 撰文 文 图 摄影 摄像 图片 图源 供图 配图 来源 出处 作者 原作者
     译者 翻译者 审校 审核 监制 策划 出品 制作 后期 剪辑 排版 美编 设计 封面 版权 声明 注 备注 说明 附注 注释 提示 参考 参考资料 链接 原文 原文链接 网址 邮箱 电话
     微信 微博 公众号 关注 转载 订阅 出席 列席 出席者 列席者 出席人员 列席人员 参加人员 参会人员 与会名单 缺席 主办 承办 协办 单位 职务 姓名 性别 年龄 籍贯 职业 出生 学历 时长 字数 语言 格式 文件 编号 版本
     文字记录 录音信息 关键字 文字 全文 目录 附件 总结 小结 结论 议题 议程 案由 決議 决议 裁示 结果 第一 第二 第三 第四 第五 首先 其次 再次 最后 另外 此外 同时 例如 比如 譬如 即 也就是说 换句话说 总之
     记住 问题 重点 原因 理由 结果 方法 答案 例子 意思 意见 建议 目标 目的 条件 优点 缺点 好处 坏处 事实 规则 原则 心得 感想 名言 俗话 古人 书上 上面 下面 以下 如下 链接 标签 分类 类别"
);

words!(
    /// Labels of stretches in which nobody of the interview speaks.
    BREAKS,
    "break breaks jingle outro intro clip music advertisement ad ads sponsor sponsors commercial interlude pause
     transition theme 广告 片头 片尾 音乐 插曲 中场休息"
);

words!(
    /// Lower-case words inside names.
    PARTICLES,
    "da de del della der di do dos du e el la las le les los van von zu zum zur den ter ten bin binti ibn al ap of and y of the for at af av mac st. san &"
);

words!(
    /// Common Chinese surnames of one and two characters (after the 百家姓 and census lists).
    SURNAMES,
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁
     魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易
     常 武 乔 贺 赖 龚 文 庞 樊 兰 殷 施 陶 洪 翟 安 颜 倪 严 牛 温 芦 季 俞 章 鲁 葛 伍 韦 申 尤 毕 聂 丛 焦 向 柳 邢 路 岳 齐 沿 梅 莫 庄 辛 管
     祝 左 涂 谷 祁 时 舒 耿 牟 卜 路 詹 关 苗 凌 费 纪 靳 盛 童 欧 甄 项 曲 成 游 阳 裴 席 卫 查 屈 鲍 位 覃 霍 翁 隋 植 甘 景 薄 单 包 司 柏 宁
     柯 阮 桂 闵 解 强 柴 华 车 冉 房 边 辜 吉 饶 刁 瞿 戚 丘 古 米 池 滕 晋 苑 邬 臧 畅 宫 来 嵺 苟 全 褚 廉 简 娄 盖 符 奚 木 穆 党 燕 郎 邸 冀 谈 姬
     屠 连 郜 晏 栾 郁 商 蒙 计 喻 揭 窦 迟 宇 敖 糜 鄢 冷 卓 花 仇 艾 蓝 都 巩 稽 井 练 仲 乐 虞 卞 封 竺 冼 原 官 衣 楚 佟 栗 匡 宗 应 台 巫 鞠 僧
     桑 荆 谌 银 扬 明 沙 薄 伏 岑 习 胥 保 和 蔺 欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 端木 百里 南宫 长孙 宇文 轩辕 闻人
     澹台 公羊 万俟 呼延 张简 范姜 欧阳 拓跋 独孤"
);

/// Endings that make a run of Han characters a person's title or office.
pub(super) static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    folded(&[
        "先生",
        "女士",
        "小姐",
        "老师",
        "教授",
        "博士",
        "院士",
        "律师",
        "医生",
        "医师",
        "大夫",
        "主任",
        "主席",
        "委员",
        "议员",
        "处长",
        "局长",
        "署长",
        "部长",
        "次长",
        "司长",
        "科长",
        "组长",
        "院长",
        "校长",
        "馆长",
        "会长",
        "社长",
        "所长",
        "站长",
        "店长",
        "市长",
        "县长",
        "镇长",
        "村长",
        "里长",
        "区长",
        "厂长",
        "秘书长",
        "执行长",
        "董事长",
        "理事长",
        "总监",
        "总裁",
        "总编",
        "总经理",
        "经理",
        "专员",
        "专家",
        "研究员",
        "分析师",
        "工程师",
        "设计师",
        "记者",
        "主编",
        "编辑",
        "导演",
        "主播",
        "政委",
        "法官",
        "检察官",
        "同学",
        "同志",
        "师傅",
        "伙伴",
        "代表",
        "发言人",
        "主持人",
        "工作人员",
        "志工",
        "志愿者",
        "参事",
        "顾问",
        "助理",
        "秘书",
        "队长",
        "教练",
        "法师",
        "神父",
        "牧师",
        "将军",
        "大使",
        "总统",
        "总理",
        "首相",
        "大爷",
        "大妈",
        "阿姨",
        "叔叔",
        "老板",
        "总",
        "团队",
        "与会者",
        "参与者",
        "观众",
        "听众",
        "网友",
        "夥伴",
        "人士",
        "官员",
        "学员",
        "学生",
        "参赛者",
        "創辦人",
        "创始人",
        "创办人",
        "召集人",
        "負責人",
        "负责人",
        "承办人",
        "翻译",
        "口译",
    ])
});

/// Endings of offices, outlets and companies, which ask at press conferences and speak at hearings.
pub(super) static ORGANISATIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    folded(&[
        "处",
        "部",
        "局",
        "署",
        "院",
        "司",
        "厅",
        "委",
        "组",
        "科",
        "报",
        "社",
        "网",
        "台",
        "新闻",
        "电视",
        "广播",
        "周刊",
        "杂志",
        "媒体",
        "日报",
        "晚报",
        "公司",
        "集团",
        "科技",
        "银行",
        "大学",
        "学院",
        "中心",
        "协会",
        "学会",
        "基金会",
        "联盟",
        "委员会",
        "政府",
        "法院",
        "研究所",
    ])
});

/// Characters that are common in prose; the first [`PARTICLES_ZH`] are hardly ever part of a name either.
pub(super) const PROSE_ZH: &[char] = &[
    '的', '了', '是', '说', '說', '我', '你', '您', '他', '她', '它', '们', '們', '这', '這', '那', '哪',
    '么', '麼', '什', '吗', '嗎', '呢', '吧', '就', '都', '也', '很', '不', '没', '沒', '把', '被', '让',
    '讓', '给', '給', '对', '對', '但', '觉', '覺', '叫', '做', '个', '個', '还', '還', '太', '怎', '谁',
    '誰', '在', '到', '从', '從', '而', '且', '或', '如', '因', '所', '以', '可', '能', '会', '會', '要',
    '想', '知', '道', '种', '種', '次', '句', '条', '條', '话', '話', '讲', '講', '之', '其', '与', '與',
    '及', '为', '為', '些', '只', '又', '再', '更', '最', '几', '幾', '多', '少', '第',
];

/// How many of [`PROSE_ZH`] are particles, pronouns and verbs that hardly any name holds.
pub(super) const PARTICLES_ZH: usize = 52;
