//! The words that tell kinds, by language. Order is precedence: a request for comments is no call, a
//! guide for applicants is one. Patterns ignore case and their own white space.

use DocumentKind::*;
use Tongue::*;
use shiome_model::{DocumentKind, Lang};

/// Which texts a pattern is for. Short words mean other things elsewhere (Dutch `wet`, Swedish `lag`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// All: English, from which everybody borrows, and scripts that cannot be mistaken.
    Any,
    /// German.
    German,
    /// Other languages in Latin script, but English.
    European,
}

impl Tongue {
    /// Whether a pattern for these speaks to a text of `lang`.
    pub(super) fn speaks(self, lang: &Lang) -> bool {
        match self {
            Any => true,
            German => lang.as_str() == "de",
            European => !matches!(lang.as_str(), "en" | "de" | "ja" | "zh" | "ko" | "th" | "ar"),
        }
    }
}

/// A kind, whose texts are read, and the words.
pub(crate) type Rule = (DocumentKind, Tongue, &'static str);

/// Read in the title.
pub(crate) const TITLE: &[Rule] = &[
    (
        Consultation,
        Any,
        r"\b(requests?\ for\ (information|comments?|input|public\ comments?)|public\ consultations?|call\ for\ (evidence|input|comments|feedback|views)|consultation\ on|seek(s|ing)?\ (your\ )?(views|comments|input|feedback|public\ comment)|comment\ (period|request)|have\ your\ say|proposed\ (rule|collection)|comments?\ requested|information\ collections?)\b",
    ),
    (Consultation, Any, r"意見募集|意見公募|パブリックコメント|パブリック・コメント|パブコメ"),
    (Consultation, German, r"\b(konsultation(sverfahren)?|anhörungsverfahren)\b"),
    (
        Consultation,
        European,
        r"\b(consultation\ publique|consulta\ (pública|prévia|previa)|información\ pública|consultazione\ pubblica|internetconsultatie|remiss(vers?ion)?|samråd)\b",
    ),
    (Consultation, Any, r"征求意见|公开征集意见|의견\s?수렴|의견\s?조회|공청회|행정예고|รับฟังความคิดเห็น"),
    (
        Statement,
        Any,
        r"\b((joint|position|public|official)\ (statement|paper|declaration)|^(an?\ )?statement\ (on|by|from|regarding)|open\ letter|declaration\ on|^(our\ |joint\ )?response\ to|joint\ (letter|communiqué)|condemns?)\b",
    ),
    (Statement, Any, r"声明|提言|共同宣言|緊急メッセージ|会長談話|理事長談話"),
    (Statement, German, r"\b(stellungnahme|erklärung|positionspapier|appell)\b"),
    (
        Statement,
        European,
        r"\b(prise\ de\ position|déclaration|lettre\ ouverte|declaración|carta\ abierta|posicionamiento|declaração|carta\ aberta|nota\ pública|dichiarazione|lettera\ aperta|verklaring|standpunt|uttalande|ställningstagande|öppet\ brev)\b",
    ),
    (Statement, Any, r"倡议书|성명|입장문|선언문|แถลงการณ์"),
    (
        Result,
        Any,
        r"\b(award(ed|ees?)|awards?\ announce(d|ment)|announc(es|ing|ement\ of)\ (the\ )?(winners|recipients|awards?|grantees|new\ fellows)|award\ announcement|(award|prize|grant|fellowship|medal)\ recipients?|recipients\ of\ the\ .{0,40}(award|prize|medal)|winners?|laureates?|(new|our)\ grantees|funded\ projects|(projects?|proposals?)\ (selected|funded|approved)|selected\ (projects|for\ funding)|selection\ results?|results\ of\ the\ (call|competition|selection)|wins?\ .{0,40}(award|prize|grant))\b",
    ),
    (Result, Any, r"採択|選定結果|審査結果|選考結果|受賞|交付決定"),
    (Result, German, r"\b(bewilligt(e|er)?|preisträger(in|innen)?|förderentscheidung(en)?|ausgezeichnet)\b"),
    (
        Result,
        European,
        r"\b(lauréat(e|s|es)?|résultats\ (de\ l.appel|de\ la\ sélection|des\ appels)|projets\ (retenus|sélectionnés|lauréats))\b",
    ),
    (
        Result,
        European,
        r"\b(resolución\ (definitiva|provisional)|adjudica(ción|das?|dos?)|ganador(a|es|as)?|premiad[oa]s?|proyectos\ (seleccionados|financiados))\b",
    ),
    (
        Result,
        European,
        r"\b(resultado\ (final|preliminar|da|do)|projetos\ (aprovados|selecionados)|contemplad[oa]s|vincitor[ei]|graduatoria|esiti|toegekend|gehonoreerd|winnaars?|beviljade|beviljas|tilldelas|pristagare|mottagare)\b",
    ),
    (
        Result,
        Any,
        r"获批|立项(名单|结果|公告)?|入选名单|评审结果|获奖|拟资助|선정\s?결과|선정\s?공고|선정되|수상|ผลการ(คัดเลือก|พิจารณา|ประกาศ)",
    ),
    (
        Call,
        Any,
        r"\b(applications\ for\ new\ awards|calls?\ (for|to)\ (proposals?|applications?|expressions?|projects?|papers?|nominations?|abstracts?|tenders?|participants?|mentors?)|call\ (is\ |now\ )?(open|launched|opens)|open\ calls?|(joint|transnational|international)\ call|funding\ opportunit(y|ies)|notice\ of\ funding|NOFO|apply\ (now|by|for|to)|applications?\ (are\ )?(now\ )?(open|invited)|requests?\ for\ (applications?|proposals?)|(grants?|fellowships?|scholarships?)\ (available|call|open)|expressions?\ of\ interest|accepting\ (applications|nominations))\b",
    ),
    (Call, Any, r"公募|(?:募集|募集要項)(?:を|の|に|開始|要項|案内|について|$)|応募受付|助成.{0,6}募集"),
    (
        Call,
        German,
        r"\b(ausschreibung(en)?|förderaufruf|förderbekanntmachung|bekanntmachung|aufruf\ zur|bewerbungsaufruf)\b",
    ),
    (
        Call,
        European,
        r"\b(appels?\ à\ (projets?|candidatures?|propositions?|manifestations?|communications?)|convocatorias?|chamadas?|edital|editais|band[oi]|invito\ a\ presentare|oproep|subsidieronde|utlysning(ar)?|utlyser|utlysningen|opslag)\b",
    ),
    (
        Call,
        Any,
        r"招标|申报(指南|通知|工作)?|申请(指南|通知|公告)|项目征集|征集|公开招聘|공모|모집|사업\s?공고|신청\s?안내|เปิดรับ|ประกาศรับ",
    ),
    (
        Appointment,
        Any,
        r"\b(appoint(s|ed|ment|ments)|(named|elected|selected)\ (as\ )?(the\ )?(new\ |next\ )?(president|director|chair|chairs|ceo|head|dean|secretary|vice|board)|new\ (president|director(\ general)?|chair(man|woman|person)?|ceo|chief|head|secretary[\ -]general|executive\ director|board\ member)|steps\ down|welcomes?\ (our\ )?new\ (president|director|chair|ceo|staff|team|member)|joins?\ (the\ )?.{0,40}\ as|nominat(es|ed)\ .{0,50}\ (as|to\ be))\b",
    ),
    (Appointment, Any, r"任命|就任|人事異動|新理事長|新会長|役員人事"),
    (
        Appointment,
        German,
        r"\b(ernannt|gewählt|neue[rs]?\ (präsident|präsidentin|vorsitzende|direktor|direktorin|generalsekretär|generalsekretärin)|berufen)\b",
    ),
    (
        Appointment,
        European,
        r"\b(nommée?|nomination\ d|nombrad[oa]|nombramiento|toma\ posesión|nomead[oa]|toma\ posse|nominat[oa]|nuov[oa]\ (presidente|direttor[ea]|direttrice)|benoemd|benoeming|utsedd|utses|utnämnd|ny\ (generaldirektör|ordförande|rektor))\b",
    ),
    (Appointment, Any, r"任免|当选|出任|임명|취임|선임|แต่งตั้ง"),
    (Guideline, Any, r"^(how\ (to|do|we)|(\p{L}+\ )?tips|guide(lines)?|best\ practices)\b"),
    (
        Event,
        Any,
        r"\b(workshops?|webinars?|conferences?|symposi(um|a)|seminars?|info(rmation)?\ (days?|sessions?)|meetups?|community\ calls?|hackathons?|bring\ your\ own\ data|summits?|colloqui(um|a)|office\ hours|save\ the\ date|register\ (now|for|here)|meetings?|town\ hall|forum|roundtable|annual\ meeting|symposion)\b",
    ),
    (
        Event,
        Any,
        r"シンポジウム|セミナー|ワークショップ|説明会|フォーラム|講演会|研究会|講習会|ハッカソン|報告会|(?:を|の)?開催|イベント",
    ),
    (
        Event,
        German,
        r"\b(tagung(en)?|veranstaltung(en)?|konferenz|infoveranstaltung|fachgespräch|podiumsdiskussion)\b",
    ),
    (
        Event,
        European,
        r"\b(colloque|journées?|atelier|conférence|séminaire|webinaire|rencontres?|jornadas?|taller(es)?|congreso|seminarios?|seminários?|evento|oficinas?|webinário|encontro|convegno|giornata|congres|bijeenkomst|konferens|seminarium|workshoppar)\b",
    ),
    (
        Event,
        Any,
        r"研讨会|会议|论坛|讲座|座谈会|培训班|세미나|워크숍|워크샵|심포지엄|포럼|설명회|개최|สัมมนา|การประชุม|อบรม",
    ),
    (
        Opinion,
        Any,
        r"^(opinion|commentary|editorial|viewpoint|perspective|op-ed|guest\ post|interview|essay)\b|\b(why\ (i|we|you)|my\ (experience|thoughts|take|journey|story)|reflections?\ on|(some\ )?thoughts\ on|an?\ interview\ with|opinion|guest\ (post|blog)|in\ conversation\ with)\b",
    ),
    (Opinion, Any, r"論説|コラム|寄稿|オピニオン|社説|巻頭言|インタビュー"),
    (Opinion, German, r"\b(kommentar|meinung|gastbeitrag|im\ gespräch)\b"),
    (
        Opinion,
        European,
        r"\b(tribune|chronique|éditorial|entretien|opinión|tribuna|columna|entrevista|opinião|editoriale|opinie|debatt(artikel)?|krönika|ledare)\b",
    ),
    (Opinion, Any, r"评论|社论|观点|专访|칼럼|사설|기고|인터뷰|บทความ"),
    (
        Guideline,
        Any,
        r"\b(guid(e|es|ance|elines?)|how\ (to|do\ i)|handbooks?|manual|best\ practices?|toolkit|checklist|recommendations?\ (for|on)|tips|faqs?|frequently\ asked|instructions?|tutorial|template|playbook|getting\ started|principles\ for)\b",
    ),
    (
        Guideline,
        Any,
        r"手引き?|ガイドライン|ガイダンス|指針|マニュアル|要領|利用ガイド|使い方|よくある質問|チュートリアル",
    ),
    (
        Guideline,
        German,
        r"\b(leitfaden|leitlinien?|handreichung|merkblatt|anleitung|handlungsempfehlungen)\b",
    ),
    (
        Guideline,
        European,
        r"\b(lignes\ directrices|mode\ d.emploi|bonnes\ pratiques|guía|directrices|lineamientos|guia|diretrizes|orientações|linee\ guida|guida|handreiking|richtlijn(en)?|leidraad|riktlinje(r|rna)?|vägledning|handbok)\b",
    ),
    (Guideline, Any, r"指南|指引|手册|규범|가이드라인|가이드|지침|안내서|매뉴얼|แนวทาง|คู่มือ"),
    (
        Report,
        Any,
        r"\b(reports?|findings|surveys?|stud(y|ies)|analysis|white\ ?papers?|statistics|datasets?|review\ of|evaluation\ of|landscape|barometer|scoreboard|year\ in\ review|monitor(ing)?)\b",
    ),
    (Report, Any, r"報告書|報告|調査|白書|統計|レポート|分析"),
    (Report, German, r"\b(\p{L}*bericht(e|s)?|studien?|umfrage|auswertung)\b"),
    (
        Report,
        European,
        r"\b(rapport(s|en)?|enquête|études?|bilan|baromètre|informes?|estudios?|encuesta|relatórios?|estudos?|pesquisa\ sobre|rapporto|indagine|onderzoeksrapport|undersökning(en)?|kartläggning)\b",
    ),
    (Report, Any, r"报告|白皮书|统计|调查|보고서|조사|백서|통계|실태|รายงาน|ผลสำรวจ"),
    (
        Policy,
        Any,
        r"\b(polic(y|ies)|\p{L}*\ act|regulations?|executive\ order|directives?|memorand(um|a)|legislation|bill|laws?|strateg(y|ies)|framework|(final|interim)\ rule|amend(s|ed|ment|ments|ing)?|mandates?|decree|action\ plan|roadmap|terms\ of\ (use|service)|requirements?|budget|circular|charter|adopts?|repeal(s|ed)?)\b",
    ),
    (Policy, Any, r"方針|政策|法案|法律|規程|規則|戦略|基本計画|改正|閣議決定|ポリシー|予算|制定|省令|通知"),
    (
        Policy,
        German,
        r"\b(\p{L}*gesetz(es)?|\p{L}*verordnung|\p{L}*strategie|beschluss|richtlinien?|haushalt|rahmenprogramm)\b",
    ),
    (
        Policy,
        European,
        r"\b(lois?|décret|arrêté|stratégie|politique|plan\ d.action|ley|(real\ )?decreto|estrategia|política|reglamento|resolución|lei|portaria|estratégia|resolução|legge|strategia|wet|beleid|besluit|lag(en)?|förordning|strategi(n)?|policy(n)?|proposition(en)?|budgetproposition)\b",
    ),
    (
        Policy,
        Any,
        r"条例|办法|规定|政策|战略|规划|意见|决定|通知|법률|법안|개정|정책|전략|기본계획|종합계획|고시|예산|พระราชบัญญัติ|นโยบาย|ยุทธศาสตร์|ระเบียบ|ประกาศ",
    ),
];

/// Read in the opening of the text.
pub(crate) const LEAD: &[Rule] = &[
    (
        Consultation,
        Any,
        r"\b((written\ )?comments\ (must|should|may)\ be\ (submitted|received)|submit\ (written\ )?comments|invit(es|ing)\ (public\ )?comments?|solicit(s|ing)\ (public\ )?comments?|seeks\ (public\ )?comments?|is\ proposing\ to|proposes\ to\ (amend|revise|establish))\b|ご?意見を募集|公开征求|의견을\s수렴",
    ),
    (
        Call,
        Any,
        r"\b(applications\ are\ (now\ )?(invited|open|welcome)|invites?\ (applications|proposals)|(application|submission)\ deadline|deadline\ for\ (applications|proposals|submission)|now\ accepting\ applications|proposals\ (must|should)\ be\ submitted|bewerbungsfrist|anträge\ können\ .{0,30}eingereicht|date\ limite\ de\ (dépôt|candidature)|plazo\ de\ (solicitud|presentación)|prazo\ (para|de)\ (inscri|submiss)\p{L}*|sista\ ansökningsdag)\b|公募(を|します)|募集(し(て|ま)|を開始)|応募締切|申请截止|신청\s?기간|접수\s?기간",
    ),
    (
        Result,
        Any,
        r"\b((has|have)\ (been\ )?(awarded|selected\ for\ funding)|awards?\ (\p{Sc}|[0-9]).{0,40}\ (to|for)|were\ selected\ from|will\ be\ funded|werden\ gefördert)\b|採択(され|しま|課題)|을\s선정|를\s선정",
    ),
    (
        Appointment,
        Any,
        r"\b((has|have|was|were)\ (been\ )?(appointed|elected)\ (as\ )?(the\ )?|takes?\ office|will\ succeed|wurde\ zu[mr]\ .{0,40}(ernannt|gewählt)|a\ été\ nommée?)\b|に就任(し|する)|を任命",
    ),
    (
        Event,
        Any,
        r"\b(will\ (be\ held|take\ place|host)|(please\ )?register\ (at|here|by|now|for)|registration\ (is\ )?(open|required|deadline)|join\ us\ (for|on|at|in)|findet\ am|aura\ lieu|tendrá\ lugar|se\ celebrará|acontecerá|si\ terrà|äger\ rum)\b|を開催(し|する|いたし)|で開催され|을\s개최|를\s개최|将于.{0,30}(召开|举办|举行)",
    ),
    (
        Guideline,
        Any,
        r"\b(this\ (guide|guidance|tutorial|handbook|document\ provides\ guidance)|step[\ -]by[\ -]step|in\ this\ (guide|tutorial))\b",
    ),
    (
        Report,
        Any,
        r"\b(this\ (report|study|survey)|the\ (report|survey|study)\ (finds|shows|found|examines|presents)|(a|the)\ new\ (report|study|survey)|der\ bericht|le\ rapport\ (montre|présente)|el\ informe|o\ relatório)\b|報告書を(公表|公開|取りまとめ)|调查显示|보고서를",
    ),
    (
        Policy,
        Any,
        r"\b((this|the)\ (final|interim)\ (final\ )?rule|is\ (amending|revising|issuing|adopting|establishing)|by\ the\ authority\ vested|it\ is\ hereby\ ordered|(comes?|came|enters?|takes?)\ (into\ (force|effect)|effect)|tritt\ .{0,30}in\ kraft|entre\ en\ vigueur|entra\ en\ vigor|entra\ em\ vigor)\b|閣議決定|施行(され|する)|自.{0,20}起施行|시행(한다|된다|합니다)",
    ),
];
