//! Doors of every make are refused under their own name; news about doors is news.

use crate::{Input, extract, wall, watched_text};
use shiome_model::{Capture, Reason};

fn refused_at(asked: &str, answered: &str, headers: &[(&str, &str)], html: &str) -> Option<Reason> {
    use crate::document::testing;
    let mut capture: Capture = testing::capture(asked, "text/html; charset=utf-8", html.as_bytes());
    capture.final_url = answered.parse().unwrap();
    capture.headers.extend(headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    let source = testing::source("XX");
    let today = "2026-05-01".parse().unwrap();
    let input = Input { capture: &capture, body: html.as_bytes(), item: None, source: &source, today };
    extract(&input).err().map(|r| r.reason)
}

fn refused(html: &str) -> Option<Reason> {
    refused_at("https://agency.example/news/7", "https://agency.example/news/7", &[], html)
}

#[test]
fn firewalls_are_known_by_their_marks_headers_and_titles() {
    for html in [
        "<title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cvId:'3'}</script>",
        "<title>Attention Required! | Cloudflare</title><div id=\"cf-error-details\"><h1>Sorry, you have been blocked</h1><p>You are unable to access agency.example</p><h2>Why have I been blocked?</h2><p>This website is using a security service to protect itself from online attacks.</p></div>",
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>You don't have permission to access \"http://agency.example/\" on this server.<p>Reference #18.2d3e.1717.a1</p><p>https://errors.edgesuite.net/18.2d3e</p></body>",
        "<html><head><META NAME='robots' CONTENT='noindex'></head><body><iframe id=\"main-iframe\" src=\"/_Incapsula_Resource?CWUDNSAI=1\">Request unsuccessful. Incapsula incident ID: 1-2</iframe></body>",
        "<title>Request Rejected</title><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 123<br><a href='javascript:history.back();'>[Go Back]</a></body>",
        "<html><head><script>window.awsWafCookieDomainList = [];window.gokuProps={}</script></head><body><div id=challenge-container></div><noscript><h1>JavaScript is disabled</h1></noscript></body>",
        "<title>DDoS-Guard</title><h1>Checking your browser before accessing agency.example</h1><script src=\"https://check.ddos-guard.net/check.js\"></script>",
        "<title>Pardon Our Interruption</title><h1>Pardon Our Interruption</h1><p>As you were browsing, something about your browser made us think you might be a bot.</p>",
        "<title>安全验证</title><body><p>为了您的访问安全，请完成验证后继续访问。</p></body>",
        "<title>アクセスが拒否されました</title><h1>アクセスが拒否されました</h1><p>不正なアクセスの疑いがあるため遮断しました。管理者に連絡してください。</p>",
        "<head><meta http-equiv=refresh content='5'><script src=/x.js></script></head><body>Checking</body>",
        "<title>Making sure you&#39;re not a bot!</title><h1>Making sure you&#39;re not a bot!</h1><p>Loading...</p><script id=\"anubis_challenge\" type=\"application/json\">{}</script>",
    ] {
        assert_eq!(refused(html), Some(Reason::Firewall), "{html}");
    }
    let page = "<title>Agency</title><h1>News</h1><p>Wait.</p>";
    let address = "https://agency.example/x";
    assert_eq!(refused_at(address, address, &[("cf-mitigated", "challenge")], page), Some(Reason::Firewall));
}

#[test]
fn logins_are_known_by_form_address_and_title() {
    for html in [
        "<title>Log in</title>",
        "<title>ログイン</title><form><input name=u><input type=password></form>",
        "<title>用户登录</title><div>用户名 <input> 密码 <input type=password> <button>登录</button></div>",
        "<title>Agency grants</title><form><h1>Sign in to your account</h1><input type=password><p>Forgot your password? Contact the help desk of the agency, which is open from nine to five on working days.</p></form>",
        "<html><body onload='document.forms[0].submit()'><noscript><p>Note: press Continue once to proceed.</p></noscript><form action='https://idp.x.example/idp/profile/SAML2/POST/SSO' method=post><input type=hidden name=SAMLRequest value=abc><input type=submit value=Continue></form></body>",
        "<title>Web Login Service - Loading Session Information</title><h1>Web Login Service</h1><p>Loading login session information from the browser...</p>",
        "<title>Select your institution</title><h1>Select your institution</h1><form><select></select></form>",
        "<html><head><meta http-equiv='refresh' content='0; url=/user/login?to=%2Fnews'></head><body><p>Please wait.</p></body></html>",
    ] {
        assert_eq!(refused(html), Some(Reason::Login), "{html}");
    }
    let form = "<title>Agency portal</title><p>User <input> Password <input type=password></p>";
    let led = "https://agency.example/account/login?return=7";
    assert_eq!(refused_at("https://agency.example/news/7", led, &[], form), Some(Reason::Login));
}

#[test]
fn consent_shells_and_dead_addresses_have_their_own_names() {
    let cases = [
        (
            Reason::Consent,
            "<title>Before you continue to Agency</title><h1>Before you continue</h1><p>We use cookies and data to deliver and measure our services. If you choose to accept all, we also use cookies to develop new services.</p><button>Accept all</button><button>Reject all</button>",
        ),
        (
            Reason::Consent,
            "<title>agency.example</title><div class=box><h2>Wir schätzen Ihre Privatsphäre</h2><p>Mit Ihrer Zustimmung verwenden wir und unsere Partner Cookies, um personenbezogene Daten zu verarbeiten.</p><button>Alle akzeptieren</button></div>",
        ),
        (
            Reason::Consent,
            "<title>クッキーの使用について</title><p>当サイトではクッキーを使用します。閲覧を続けるには同意が必要です。</p><button>同意する</button>",
        ),
        (
            Reason::NeedsScript,
            "<title>Agency</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/main.js></script>",
        ),
        (
            Reason::NeedsScript,
            "<title>Funding calls</title><meta name=description content='Calls of the agency'><app-root></app-root><script src=/main.js></script>",
        ),
        (
            Reason::NeedsScript,
            "<title>研究機構</title><body><p>このサイトを利用するにはJavaScriptを有効にしてください。</p><script src=/main.js></script></body>",
        ),
        (
            Reason::Parked,
            "<title>agency-calls.example is for sale</title><h1>Buy this domain</h1><p>The domain agency-calls.example is for sale. Make an offer.</p>",
        ),
        (
            Reason::Parked,
            "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>",
        ),
        (
            Reason::Maintenance,
            "<title>Maintenance mode</title><h1>We'll be back soon!</h1><p>The site is being worked on. Thank you for waiting.</p>",
        ),
        (
            Reason::Maintenance,
            "<title>メンテナンス中</title><p>ただいまメンテナンス中です。しばらくお待ちください。</p>",
        ),
    ];
    for (reason, html) in cases {
        assert_eq!(refused(html), Some(reason), "{html}");
    }
}

#[test]
fn the_front_page_in_place_of_an_article_is_none() {
    let page = "<title>Agency</title><h1>Agency</h1><p>News of the agency, and what it stands for, in a paragraph of some length.</p>";
    let led = |asked: &str, answered: &str| refused_at(asked, answered, &[], page);
    assert_eq!(led("https://agency.example/news/7", "https://agency.example/"), Some(Reason::SoftNotFound));
    assert_eq!(
        led("https://agency.example/news/7", "https://www.agency.example/en"),
        Some(Reason::SoftNotFound)
    );
    assert_eq!(led("https://agency.example/", "https://agency.example/en/"), None);
    assert_eq!(led("https://agency.example/news/7", "https://agency.example/news/7/"), None);
}

/// Pages in which a wall is mentioned, quoted or offered, beside a banner, a box and scripts.
#[test]
fn news_about_walls_is_news() {
    let around = |title: &str, text: &str| {
        format!(
            "<html><head><title>{title} | Agency</title><script src=/a.js></script><script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script></head>\
             <body><header><a href=/>Agency</a> <a href=/login>Log in</a><form class=login><input name=u><input type=password><button>Sign in</button></form></header>\
             <noscript>Please enable JavaScript to use the search.</noscript>\
             <div class=cookie-banner><h2>We value your privacy</h2><p>We use cookies to improve this site. You may accept or reject them.</p><button>Accept all</button></div>\
             <main><h1>{title}</h1><p>{text}</p></main><footer>© Agency. <a href=/cookies>Cookie settings</a></footer></body></html>"
        )
    };
    let long = "The agency has published what it found. Four institutes took part, and two of them will go on next year.";
    for (title, text) in [
        (
            "New rules for cookies on research portals",
            "From May on, portals of funded projects must ask before they set cookies. Consent is to be renewed every year.",
        ),
        ("Access denied: how scholars lose their journals", long),
        (
            "Log in to the new grants portal from 1 June",
            "Applicants log in with their institution's account. Passwords of the old portal end on 30 June.",
        ),
        (
            "Firewall for hospitals wins the prize",
            "A firewall that learns by itself wins this year's prize. It checks requests before they reach a server and asks robots to identify themselves.",
        ),
        (
            "404 million for climate research",
            "The ministry gives 404 million euro for climate research in the next four years.",
        ),
        (
            "Page not found? A guide to lasting links",
            "A guide on links that last is out. It tells how to keep the address of a page alive when a site moves to another system.",
        ),
        (
            "Security check of laboratories begins",
            "Inspectors visit two hundred laboratories until autumn. The first reports are expected in November.",
        ),
        (
            "Maintenance of the grants system on 3 May",
            "The grants system is closed on 3 May from 9 to 12. Deadlines are moved by a day.",
        ),
        (
            "Domain names for research: a call",
            "Ideas for the use of domain names in research are asked for. The call closes in June.",
        ),
        (
            "Please wait for the results of the spring call",
            "Results come in two weeks. No letter is sent before then.",
        ),
        ("ログイン方法の変更について", "5月1日からログイン方法を変更します。パスワードの再設定が必要です。"),
        (
            "システムメンテナンスのお知らせ",
            "5月3日9時から12時まで電子申請システムを停止します。ご不便をおかけします。",
        ),
        (
            "クッキーの取り扱い指針を公開",
            "研究用サイトにおけるクッキーの取り扱い指針を公開しました。意見は6月末まで受け付けます。",
        ),
        ("公募開始のお知らせ", "令和8年度の公募を開始しました。締切は6月30日です。"),
        (
            "不正アクセスに関する報告",
            "当機構のサーバーに不正なアクセスがありました。情報の流出は確認されていません。",
        ),
        ("お知らせ", "事務所は5月7日に移転します。電話番号は変わりません。"),
        ("关于系统登录方式调整的通知", "自5月1日起，申报系统登录方式调整。请申请人使用单位账号登录。"),
        ("로그인 방식 변경 안내", "5월 1일부터 로그인 방식이 변경됩니다. 비밀번호를 다시 설정해 주십시오."),
        (
            "Neue Regeln für Cookies",
            "Wer Daten von Besuchern erhebt, braucht ihre Zustimmung. Die Regeln gelten ab Mai.",
        ),
        (
            "Accès refusé aux données : ce que dit le rapport",
            "Le rapport paraît jeudi. Il compte douze cas en deux ans.",
        ),
    ] {
        assert_eq!(refused(&around(title, text)), None, "{title}");
    }
}

#[test]
fn a_watched_page_is_refused_like_an_article() {
    use crate::document::testing;
    let html = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>";
    let capture = testing::capture("https://agency.example/terms", "text/html", html.as_bytes());
    let source = testing::source("XX");
    let today = "2026-05-01".parse().unwrap();
    let input = Input { capture: &capture, body: html.as_bytes(), item: None, source: &source, today };
    assert_eq!(watched_text(&input).unwrap_err().reason, Reason::Firewall);
}

#[test]
fn a_wall_in_place_of_a_list_is_named_and_a_list_without_entries_is_none() {
    use crate::document::testing;
    let of = |html: &str| {
        let capture = testing::capture("https://agency.example/news", "text/html", html.as_bytes());
        wall(&capture, html.as_bytes(), "XX").map(|r| r.reason)
    };
    assert_eq!(
        of("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
        Some(Reason::Firewall)
    );
    assert_eq!(
        of("<title>News</title><div id=app></div><script src=a.js></script>"),
        Some(Reason::NeedsScript)
    );
    assert_eq!(of("<title>Page not found | Agency</title><p>Go home."), Some(Reason::SoftNotFound));
    assert_eq!(
        of("<title>News | Agency</title><main><h1>News</h1><p>There are no news at the moment.</p></main>"),
        None
    );
    let feed = "<?xml version='1.0'?><rss><channel><title>Log in</title></channel></rss>";
    let capture = testing::capture("https://agency.example/feed", "application/rss+xml", feed.as_bytes());
    assert_eq!(wall(&capture, feed.as_bytes(), "XX"), None);
}

#[test]
fn a_short_page_is_recognised_at_another_address_but_not_if_it_names_its_work() {
    use crate::document::testing;
    let of = |url: &str, title: &str, html: &str| {
        let capture = testing::capture(url, "text/html", html.as_bytes());
        let source = testing::source("XX");
        let mut item = shiome_model::Item::link(capture.url.clone());
        item.title = Some(title.into());
        let today = "2026-05-01".parse().unwrap();
        let input =
            Input { capture: &capture, body: html.as_bytes(), item: Some(&item), source: &source, today };
        crate::print(&input, &extract(&input).unwrap())
    };
    let door = |token: &str| {
        format!("<title>Portal</title><main><p>The garden is closed to visitors. Ticket {token}.</p></main>")
    };
    let (one, other) = (
        of("https://agency.example/1", "First notice", &door("a7b77c9d")),
        of("https://agency.example/2", "Second notice", &door("x8y99z0q")),
    );
    assert!(one.is_some() && one == other, "{one:?} {other:?}");
    let notice =
        "<title>Portal</title><main><h1>First notice</h1><p>The garden is closed to visitors.</p></main>";
    assert_eq!(of("https://agency.example/1", "First notice", notice), None);
    let dated = "<title>Portal</title><main><h1>Closed</h1><p class=date>3 April 2026</p><p>The garden is closed to visitors.</p></main>";
    assert_eq!(of("https://agency.example/1", "First notice", dated), None);
}
