/* The cookie choice on the company's own sites. Comes after the library in the same file.
   Asks what the declaration says is to be asked, lets nothing that waits run before a yes, and tells the log what was chosen. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const base = own.slice(0, own.indexOf("/embed/"));
  const lang = document.documentElement.lang.toLowerCase().startsWith("en") ? "en" : "nb";
  const askedNotTo = navigator.globalPrivacyControl === true;
  const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  let question, words;

  /* ---- Google's consent mode: everything is denied until a yes; security is no choice ---- */

  const signal = (how, values) => {
    window.dataLayer = window.dataLayer || [];
    // Google's tag reads the arguments object itself: an array is not the same to it.
    (function () { window.dataLayer.push(arguments); })("consent", how, values);
  };
  const ALL = ["ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage", "personalization_storage"];
  signal("default", { ...Object.fromEntries(ALL.map((one) => [one, "denied"])), security_storage: "granted" });

  const tellSignals = () => {
    const values = Object.fromEntries(ALL.map((one) => [one, "denied"]));
    for (const [name, category] of Object.entries(question.categories))
      if (CookieConsent.acceptedCategory(name)) for (const one of category.signals) values[one] = "granted";
    signal("update", values);
  };

  /* ---- the log of choices. What could not be told is told from the next page: the cookie says how far it has come ---- */

  const told = (isChange) => {
    const made = CookieConsent.getCookie();
    const accepted = (name) => Object.keys(question.categories[name].services).filter((one) => CookieConsent.acceptedService(one, name));
    return JSON.stringify({
      id: made.consentId,
      revision: question.revision,
      categories: made.categories.filter((name) => name !== "necessary"),
      services: Object.keys(question.categories).filter((name) => name !== "necessary").flatMap(accepted),
      lang,
      is_change: isChange,
      asked_not_to: askedNotTo,
    });
  };
  const tell = async (isChange) => {
    const { lastConsentTimestamp: when } = CookieConsent.getCookie();
    const body = told(isChange);
    for (const wait of [0, 2, 10]) {
      await new Promise((go) => setTimeout(go, wait * 1000));
      try {
        const answer = await fetch(`${base}/embed/choices`, { method: "POST", body, keepalive: true, credentials: "omit" });
        if (answer.ok) CookieConsent.setCookieData({ value: { told: when }, mode: "update" });
        if (answer.status < 500 && answer.status !== 429) return;
      } catch { /* Nothing answered: it is tried again. */ }
    }
  };
  const tellIfNotTold = () => {
    const { data, lastConsentTimestamp: when, consentTimestamp: first } = CookieConsent.getCookie();
    if (!data || data.told !== when) tell(when !== first);
  };

  /* ---- frames wait: in the place of each stands what it is, and a button ---- */

  const frames = () => document.querySelectorAll("iframe[data-category][data-src]");
  const mayShow = (frame) => frame.dataset.service
    ? CookieConsent.acceptedService(frame.dataset.service, frame.dataset.category)
    : CookieConsent.acceptedCategory(frame.dataset.category);
  const show = (frame) => {
    if (frame.getAttribute("src") !== frame.dataset.src) frame.src = frame.dataset.src;
    frame.hidden = false;
    if (frame.previousElementSibling?.classList.contains("hj-waits")) frame.previousElementSibling.remove();
  };
  const hide = (frame) => {
    frame.hidden = true;
    frame.removeAttribute("src");
    if (frame.previousElementSibling?.classList.contains("hj-waits")) return;
    const place = document.createElement("div");
    place.className = "hj-waits";
    const where = new URL(frame.dataset.src, location.href).hostname;
    place.innerHTML = `<p><strong>${escaped(frame.title)}</strong></p><p>${escaped(words.blocked)} ${escaped(where)}</p>`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.show;
    button.setAttribute("aria-label", `${words.show}: ${frame.title}`);
    button.addEventListener("click", () => {
      // This one, now. Where a choice stands, the yes is part of it; else nothing is stored.
      if (CookieConsent.validConsent() && frame.dataset.service) CookieConsent.acceptService(frame.dataset.service, frame.dataset.category);
      show(frame);
      frame.focus();
    });
    place.append(button);
    frame.before(place);
  };
  const frameByFrame = () => { for (const frame of frames()) mayShow(frame) ? show(frame) : hide(frame); };

  /* ---- the question in the library's words ---- */

  const isRefused = (category) => askedNotTo && category.shared;

  const section = ([name, category]) => {
    const one = words.categories[name];
    const refused = isRefused(category) ? ` ${words.said_no}` : "";
    return {
      title: one.title,
      description: escaped(one.text + refused),
      linkedCategory: name,
      cookieTable: one.cookies.length ? {
        caption: one.title,
        headers: words.headers,
        body: one.cookies.map((row) => Object.fromEntries(Object.entries(row).map(([key, text]) => [key, escaped(text)]))),
      } : undefined,
    };
  };
  const translation = () => {
    const categories = Object.entries(question.categories);
    const asksForAll = !categories.some(([, category]) => isRefused(category));
    const statement = `<a href="${base}/${lang === "en" ? "privacy" : "personvern"}">${escaped(words.statement)}</a>`;
    const lead = asksForAll ? words.text : `${words.text} ${words.asked_not}`;
    return {
      consentModal: {
        label: words.region,
        title: words.title,
        description: escaped(lead),
        // No yes to all where the browser has said no to some of it.
        acceptAllBtn: asksForAll ? words.yes : undefined,
        acceptNecessaryBtn: words.no,
        showPreferencesBtn: words.own,
        footer: statement,
      },
      preferencesModal: {
        title: words.region,
        acceptAllBtn: asksForAll ? words.yes : undefined,
        acceptNecessaryBtn: words.no,
        savePreferencesBtn: words.save,
        closeIconLabel: words.close,
        serviceCounterLabel: words.services,
        sections: [{ description: escaped(lead) }, ...categories.map(section), { description: `${statement}<span class="hj-reference"></span>` }],
      },
    };
  };

  /* ---- where the library's markup says something else than what is there ---- */

  const mend = (modal) => {
    if (!modal.classList.contains("cm")) return;
    // The page stays in use beside it: it is a region of the page, not a dialogue that shuts the rest out.
    modal.setAttribute("role", "region");
    modal.setAttribute("aria-label", words.region);
    modal.removeAttribute("aria-modal");
  };
  const refer = () => {
    const place = document.querySelector("#cc-main .hj-reference");
    if (place && CookieConsent.validConsent()) place.textContent = ` ${words.reference} ${CookieConsent.getCookie("consentId")}.`;
  };

  /* ---- a way back from every page: the page's own, or else ours ---- */

  const wayBack = () => {
    if (document.querySelector('[data-cc="show-preferencesModal"]')) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hj-cookies-again";
    button.dataset.cc = "show-preferencesModal";
    button.textContent = words.again;
    document.body.append(button);
  };

  const run = () => {
    wayBack();
    const categories = Object.entries(question.categories);
    const cleared = (category) => category.cookies.map((name) => ({ name: new RegExp(`^${name.replace(/[^A-Za-z0-9_-]/g, "\\$&")}`) }));
    // Nothing is left to ask a browser that has said no to all of it.
    const isLeft = categories.some(([, category]) => !category.readOnly && !isRefused(category));
    const changed = () => { tellSignals(); frameByFrame(); };
    return CookieConsent.run({
      autoShow: isLeft,
      revision: question.revision,
      manageScriptTags: true,
      // Whoever tries the choice by a robot, an authority too, must meet the same.
      hideFromBots: false,
      cookie: { name: question.cookie.name, expiresAfterDays: question.cookie.days, sameSite: "Lax" },
      guiOptions: {
        consentModal: { layout: "bar inline", position: "bottom", equalWeightButtons: true, flipButtons: false },
        preferencesModal: { layout: "box", equalWeightButtons: true, flipButtons: false },
      },
      categories: Object.fromEntries(categories.map(([name, category]) => [name, {
        enabled: category.readOnly,
        readOnly: category.readOnly,
        services: Object.fromEntries(Object.entries(category.services).map(([key, label]) => [key, { label: escaped(label) }])),
        // A script that has run cannot be taken back: the page is loaded again without it.
        autoClear: category.readOnly ? undefined : { cookies: cleared(category), reloadPage: true },
      }])),
      language: { default: lang, translations: { [lang]: translation() } },
      onModalReady: ({ modal }) => mend(modal),
      onModalShow: refer,
      // After the first choice, and on every page after it.
      onConsent: () => { changed(); tellIfNotTold(); },
      onChange: () => { changed(); tell(true); },
    }).then(frameByFrame);
  };

  const begin = async () => {
    question = await (await fetch(`${base}/embed/choice.json`, { credentials: "omit" })).json();
    if (!question.asks) return;
    words = question.words[lang];
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${base}/embed/consent.css`;
    style.onload = style.onerror = run;
    document.head.append(style);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
