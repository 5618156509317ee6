//! Terms of grants in six languages, written for these tests.

/// A page's own words.
pub struct Text {
    pub lang: &'static str,
    pub title: &'static str,
    /// Heading and clauses.
    pub sections: [(&'static str, [&'static str; 4]); 3],
    pub list: (&'static str, [&'static str; 4]),
    pub table: (&'static str, [(&'static str, &'static str); 4]),
    /// Clauses that a later version adds.
    pub extra: [&'static str; 3],
    /// Words that make another rule of a clause: what stands, what comes, and whether it denies.
    pub swaps: [(&'static str, &'static str); 6],
    /// Boxes and lines around it: related headline, words for "last updated", "views", "contact", "share".
    pub around: [&'static str; 5],
    pub headlines: [&'static str; 4],
}

pub const TEXTS: [Text; 6] = [
    Text {
        lang: "en",
        title: "Terms of the river grants",
        sections: [
            (
                "Who may apply",
                [
                    "Teams of two to five researchers may apply together.",
                    "The lead applicant must hold a doctorate.",
                    "Applicants from abroad are welcome in every round.",
                    "Retired scholars keep their right to take part.",
                ],
            ),
            (
                "What is paid",
                [
                    "A grant pays up to 200,000 euro over three years.",
                    "Travel is paid against receipts.",
                    "Overheads are limited to 20 % of the direct costs.",
                    "Equipment stays with the host after the project.",
                ],
            ),
            (
                "How it is decided",
                [
                    "The application must reach us by 3 March 2026.",
                    "An international panel reads each application twice.",
                    "Results are sent in writing after six weeks.",
                    "Decisions are final and may be published.",
                ],
            ),
        ],
        list: (
            "Papers to hand in",
            [
                "A plan of work of at most ten pages",
                "A letter from the host institution",
                "A budget signed by the finance office",
                "Two names of possible reviewers",
            ],
        ),
        table: (
            "Key facts",
            [
                ("Opening of the call", "5 January 2026"),
                ("Deadline", "3 March 2026"),
                ("Length of a project", "36 months"),
                ("Matching funds", "not needed"),
            ],
        ),
        extra: [
            "Data must be deposited in a public archive within a year.",
            "Partners from industry pay for their own part.",
            "These terms are effective from 1 April 2026.",
        ],
        swaps: [
            ("may apply", "may not apply"),
            ("must hold", "need not hold"),
            ("against receipts", "as a lump sum"),
            ("in writing", "by telephone"),
            ("are final", "are not final"),
            ("twice", "once"),
        ],
        around: ["Related news", "Last updated", "views", "Contact", "Share this page"],
        headlines: [
            "Council opens a new house by the sea",
            "Ten prizes for young geologists",
            "A map of all rivers is printed",
            "Summer school in the hills begins",
        ],
    },
    Text {
        lang: "ja",
        title: "河川研究助成 公募要領",
        sections: [
            (
                "応募資格",
                [
                    "研究者2名から5名のチームで応募できる。",
                    "研究代表者は博士の学位を有することを必須とする。",
                    "海外の研究機関に所属する者も参加できる。",
                    "過去に採択された者の再応募を認める。",
                ],
            ),
            (
                "助成の内容",
                [
                    "助成額は3年間で総額2,000万円を上限とする。",
                    "旅費は実費を支給する。",
                    "間接経費は直接経費の20%以内とする。",
                    "購入した機器は終了後も所属機関に帰属する。",
                ],
            ),
            (
                "審査と決定",
                [
                    "申請書は2026年3月3日までに提出しなければならない。",
                    "外部の委員が書面により審査する。",
                    "結果は文書で通知する。",
                    "決定の内容は公表することがある。",
                ],
            ),
        ],
        list: (
            "提出書類",
            ["研究計画書（10ページ以内）", "所属機関長の承諾書", "経費の見積書と内訳", "査読候補者2名の一覧"],
        ),
        table: (
            "概要",
            [
                ("公募開始", "2026年1月5日"),
                ("締切", "2026年3月3日"),
                ("研究期間", "36か月"),
                ("自己負担", "不要"),
            ],
        ),
        extra: [
            "研究データは1年以内に公的な保管庫に登録すること。",
            "企業の参加者は自らの費用を負担する。",
            "本要領は2026年4月1日から施行する。",
        ],
        swaps: [
            ("応募できる", "応募できない"),
            ("必須とする", "要しない"),
            ("実費を", "定額を"),
            ("文書で", "口頭で"),
            ("認める", "認めない"),
            ("書面により", "面接により"),
        ],
        around: ["関連ニュース", "最終更新日", "回閲覧", "お問い合わせ先", "シェアする"],
        headlines: [
            "海辺に新しい研究棟が完成",
            "若手地質学者10名に賞を授与",
            "全国の河川地図を刊行",
            "夏の学校の参加者を募集",
        ],
    },
    Text {
        lang: "de",
        title: "Bedingungen der Flussförderung",
        sections: [
            (
                "Wer sich bewerben kann",
                [
                    "Gruppen von zwei bis fünf Forschenden können sich gemeinsam bewerben.",
                    "Die Leitung muss promoviert sein.",
                    "Bewerbungen aus dem Ausland sind in jeder Runde willkommen.",
                    "Emeritierte behalten ihr Recht auf Teilnahme.",
                ],
            ),
            (
                "Was gezahlt wird",
                [
                    "Die Förderung beträgt höchstens 200.000 Euro in drei Jahren.",
                    "Reisen werden gegen Beleg bezahlt.",
                    "Gemeinkosten sind auf 20 % der direkten Kosten begrenzt.",
                    "Geräte bleiben nach dem Ende bei der Einrichtung.",
                ],
            ),
            (
                "Wie entschieden wird",
                [
                    "Der Antrag muss bis zum 3. März 2026 vorliegen.",
                    "Ein internationales Gremium liest jeden Antrag zweimal.",
                    "Ergebnisse werden schriftlich mitgeteilt.",
                    "Entscheidungen sind endgültig und werden veröffentlicht.",
                ],
            ),
        ],
        list: (
            "Unterlagen",
            [
                "Arbeitsplan von höchstens zehn Seiten",
                "Schreiben der aufnehmenden Einrichtung",
                "Kostenplan mit Unterschrift der Verwaltung",
                "Zwei Vorschläge für Gutachten",
            ],
        ),
        table: (
            "Auf einen Blick",
            [
                ("Beginn der Ausschreibung", "5. Januar 2026"),
                ("Einsendeschluss", "3. März 2026"),
                ("Laufzeit eines Vorhabens", "36 Monate"),
                ("Eigenanteil", "nicht nötig"),
            ],
        ),
        extra: [
            "Daten müssen binnen eines Jahres öffentlich hinterlegt werden.",
            "Partner aus der Industrie tragen ihren Teil selbst.",
            "Diese Bedingungen gelten ab dem 1. April 2026.",
        ],
        swaps: [
            ("können sich", "können sich nicht"),
            ("muss promoviert sein", "braucht nicht promoviert zu sein"),
            ("gegen Beleg", "als Pauschale"),
            ("schriftlich", "telefonisch"),
            ("sind endgültig", "sind nicht endgültig"),
            ("zweimal", "einmal"),
        ],
        around: ["Weitere Meldungen", "Zuletzt aktualisiert", "Aufrufe", "Kontakt", "Teilen"],
        headlines: [
            "Neues Haus am Meer eröffnet",
            "Zehn Preise für junge Geologinnen",
            "Karte aller Flüsse gedruckt",
            "Sommerschule in den Bergen beginnt",
        ],
    },
    Text {
        lang: "fr",
        title: "Conditions des bourses fluviales",
        sections: [
            (
                "Qui peut déposer un dossier",
                [
                    "Les équipes de deux à cinq chercheurs peuvent déposer un dossier commun.",
                    "Le responsable doit être titulaire d'un doctorat.",
                    "Les candidatures de l'étranger sont bienvenues à chaque session.",
                    "Les professeurs émérites gardent le droit de participer.",
                ],
            ),
            (
                "Ce qui est financé",
                [
                    "La bourse couvre au plus 200 000 euros sur trois ans.",
                    "Les voyages sont remboursés sur justificatif.",
                    "Les frais généraux sont limités à 20 % des coûts directs.",
                    "Le matériel reste à l'établissement après le projet.",
                ],
            ),
            (
                "Comment la décision est prise",
                [
                    "Le dossier doit parvenir avant le 3 mars 2026.",
                    "Un jury international lit chaque dossier deux fois.",
                    "Les résultats sont envoyés par écrit.",
                    "Les décisions sont définitives et peuvent être publiées.",
                ],
            ),
        ],
        list: (
            "Pièces à joindre",
            [
                "Un plan de travail de dix pages au plus",
                "Une lettre de l'établissement d'accueil",
                "Un budget signé par le service financier",
                "Deux noms de rapporteurs possibles",
            ],
        ),
        table: (
            "En bref",
            [
                ("Ouverture de l'appel", "5 janvier 2026"),
                ("Date limite", "3 mars 2026"),
                ("Durée d'un projet", "36 mois"),
                ("Cofinancement", "facultatif"),
            ],
        ),
        extra: [
            "Les données doivent être déposées dans une archive publique sous un an.",
            "Les partenaires industriels paient leur propre part.",
            "Ces conditions entrent en vigueur le 1er avril 2026.",
        ],
        swaps: [
            ("peuvent déposer", "ne peuvent pas déposer"),
            ("doit être titulaire", "peut ne pas être titulaire"),
            ("sur justificatif", "au forfait"),
            ("par écrit", "par téléphone"),
            ("sont définitives", "ne sont pas définitives"),
            ("deux fois", "une fois"),
        ],
        around: ["Articles liés", "Dernière mise à jour", "vues", "Contact", "Partager"],
        headlines: [
            "Une maison neuve au bord de la mer",
            "Dix prix pour de jeunes géologues",
            "La carte des fleuves est imprimée",
            "L'école d'été commence dans les collines",
        ],
    },
    Text {
        lang: "zh",
        title: "河流研究资助条款",
        sections: [
            (
                "申请资格",
                [
                    "两至五名研究人员组成的团队可以共同申请。",
                    "项目负责人必须具有博士学位。",
                    "每一轮都欢迎境外研究人员参加。",
                    "退休学者保留参加的权利。",
                ],
            ),
            (
                "资助内容",
                [
                    "三年资助总额最高为200万元。",
                    "差旅费凭票据报销。",
                    "间接费用不超过直接费用的20%。",
                    "项目结束后设备归依托单位所有。",
                ],
            ),
            (
                "评审与决定",
                [
                    "申请书须于2026年3月3日前送达。",
                    "国际评审组对每份申请审阅两次。",
                    "结果以书面形式通知。",
                    "决定为最终决定并可以公布。",
                ],
            ),
        ],
        list: (
            "申请材料",
            ["不超过十页的工作计划", "依托单位的同意函", "财务部门签字的预算表", "两名评审人候选名单"],
        ),
        table: (
            "基本信息",
            [
                ("开始受理", "2026年1月5日"),
                ("截止日期", "2026年3月3日"),
                ("项目期限", "36个月"),
                ("配套经费", "无需提供"),
            ],
        ),
        extra: ["数据须在一年内存入公共档案库。", "企业伙伴自行承担其费用。", "本条款自2026年4月1日起施行。"],
        swaps: [
            ("可以共同申请", "不得共同申请"),
            ("必须具有", "无须具有"),
            ("凭票据", "按定额"),
            ("以书面形式", "以电话形式"),
            ("为最终决定", "并非最终决定"),
            ("审阅两次", "审阅一次"),
        ],
        around: ["相关新闻", "更新时间", "次浏览", "联系方式", "分享到"],
        headlines: ["海边新研究楼落成", "十名青年地质学家获奖", "全国河流地图出版", "山区暑期学校开课"],
    },
    Text {
        lang: "ko",
        title: "하천 연구 지원 조건",
        sections: [
            (
                "신청 자격",
                [
                    "연구자 두 명에서 다섯 명으로 구성된 팀이 신청할 수 있다.",
                    "연구 책임자는 반드시 박사 학위를 가져야 한다.",
                    "해외 연구자의 참여를 매 차수마다 환영한다.",
                    "퇴직한 학자도 참여할 권리를 유지한다.",
                ],
            ),
            (
                "지원 내용",
                [
                    "지원금은 3년간 최대 2억 원이다.",
                    "여비는 영수증에 따라 지급한다.",
                    "간접비는 직접비의 20% 이내로 한다.",
                    "장비는 과제 종료 후 주관 기관에 귀속된다.",
                ],
            ),
            (
                "심사와 결정",
                [
                    "신청서는 2026년 3월 3일까지 제출해야 한다.",
                    "국제 위원회가 신청서를 두 번 검토한다.",
                    "결과는 서면으로 통지한다.",
                    "결정은 최종적이며 공개될 수 있다.",
                ],
            ),
        ],
        list: (
            "제출 서류",
            [
                "열 쪽 이내의 연구 계획서",
                "주관 기관의 동의서 한 부",
                "재무 부서가 서명한 예산서",
                "심사 위원 후보 두 명의 명단",
            ],
        ),
        table: (
            "주요 사항",
            [
                ("접수 시작", "2026년 1월 5일"),
                ("마감일", "2026년 3월 3일"),
                ("과제 기간", "36개월"),
                ("대응 자금", "필요 없음"),
            ],
        ),
        extra: [
            "자료는 1년 안에 공공 보관소에 등록해야 한다.",
            "기업 참여자는 자신의 비용을 부담한다.",
            "이 조건은 2026년 4월 1일부터 시행한다.",
        ],
        swaps: [
            ("신청할 수 있다", "신청할 수 없다"),
            ("가져야 한다", "가질 필요가 없다"),
            ("영수증에 따라", "정액으로"),
            ("서면으로", "전화로"),
            ("최종적이며", "최종적이지 않으며"),
            ("두 번 검토", "한 번 검토"),
        ],
        around: ["관련 기사", "최종 수정일", "회 조회", "문의처", "공유하기"],
        headlines: [
            "바닷가에 새 연구동 개관",
            "젊은 지질학자 열 명 수상",
            "전국 하천 지도 발간",
            "산속 여름 학교 개강",
        ],
    },
];
