// Saves round trips; every page works without it. Amounts are whole numbers of 10^-9 units, prices are the decimal
// numbers that were announced, so that sums here equal the server's to the last unit.
"use strict";
(() => {
  const FIXED = 9;

  function parseDecimal(text) {  // "1.25e-3" → [125n, 5]: digits and how many stand behind the point
    const [mantissa, exponent] = text.trim().toLowerCase().split("e");
    const [whole, part = ""] = mantissa.split(".");
    return [BigInt(whole + part), part.length - Number(exponent || 0)];
  }

  function readAmount(text) {  // fixed point, or null where it is no amount
    let plain = text.replace(/[\s\u00a0\u202f]/g, "");
    if (plain === "") return 0n;
    if ((plain.match(/,/g) || []).length === 1 && !plain.includes(".")) plain = plain.replace(",", ".");
    if (!/^-?\d*\.?\d*$/.test(plain) || !/\d/.test(plain)) return null;
    const [digits, behind] = parseDecimal(plain.replace(/^(-?)\./, "$10."));
    return behind <= FIXED ? digits * 10n ** BigInt(FIXED - behind) : digits / 10n ** BigInt(behind - FIXED);
  }

  function writeAmount(fixed, digits, all = false) {
    const sign = fixed < 0n ? "−" : "";
    let size = fixed < 0n ? -fixed : fixed;
    const cut = 10n ** BigInt(FIXED - digits);
    size = (size + cut / 2n) / cut;
    const text = size.toString().padStart(digits + 1, "0");
    const [whole, part] = [text.slice(0, text.length - digits), text.slice(text.length - digits)].map((piece, i) => i && !all ? piece.replace(/0+$/, "") : piece);
    const point = document.documentElement.dataset.point;
    return sign + whole + (part ? point + part : "");
  }

  // --- the request and its allowance ---
  function exactCost(fields) {  // smallest units, rounded up once
    let most = 0;
    const terms = [];
    for (const field of fields) {
      const amount = readAmount(field.value);
      if (!field.dataset.price || amount === null || amount <= 0n) continue;
      const [digits, behind] = parseDecimal(field.dataset.price);
      terms.push([amount * digits, behind]);
      most = Math.max(most, behind);
    }
    const sum = terms.reduce((total, [value, behind]) => total + value * 10n ** BigInt(most - behind), 0n);
    const whole = 10n ** BigInt(Math.max(most, 0));
    return (sum + whole - 1n) / whole;
  }

  function showAllowance(form) {
    const fields = [...form.querySelectorAll("input[data-price]")];
    const allowance = BigInt(form.dataset.allowance), used = exactCost(fields), left = allowance - used;
    for (const field of fields) {
      const output = field.closest(".line")?.querySelector("output");
      if (output) output.textContent = writeAmount(exactCost([field]), 2, true);
    }
    document.getElementById("used").textContent = writeAmount(used, 2, true);
    const place = document.getElementById("left");
    place.dataset.exact = left.toString();
    place.classList.toggle("over", left < 0n);
    place.querySelector("b").textContent = writeAmount(left < 0n ? -left : left, 2, true);
    place.querySelector("span").textContent = left < 0n ? place.dataset.over : place.dataset.left;
    const meter = document.getElementById("meter");
    meter.value = allowance > 0n ? Number(used * 1000n / allowance) : 1000;
    meter.classList.toggle("over", left < 0n);
  }

  function stepHere(form) {
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button.step");
      if (!button) return;
      const [name, size] = button.value.split("|"), field = form.elements.namedItem(name), amount = readAmount(field.value);
      if (amount === null) return;
      event.preventDefault();
      const next = amount + BigInt(size) * 10n ** BigInt(FIXED);
      field.value = writeAmount(next < 0n ? 0n : next, FIXED);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function keepTyped(form) {  // a killed tab loses nothing; what was sent is forgotten
    const key = `parecon/${form.dataset.draft}`;
    const names = () => [...form.elements].filter((field) => /^(use|offer):/.test(field.name));
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && !document.querySelector(".problems, .note.warn, .note.read")) for (const field of names()) if (field.name in kept) field.value = kept[field.name];
      form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(Object.fromEntries(names().map((field) => [field.name, field.value])))));
      for (const old of Object.keys(localStorage)) if (old.startsWith("parecon/") && old !== key) localStorage.removeItem(old);
    } catch { /* storage may be off */ }
  }

  const request = document.getElementById("request");
  if (request) {
    stepHere(request);
    keepTyped(request);
    request.addEventListener("input", () => showAllowance(request));
    showAllowance(request);
    const search = document.getElementById("q");
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      for (const line of request.querySelectorAll(".line")) line.classList.toggle("off", !line.dataset.name.includes(wanted));
      for (const group of request.querySelectorAll(".group")) group.classList.toggle("off", !group.querySelector(".line:not(.off)"));
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // --- a draft: each step is a change like typing, and asks for benefit and cost (htmx) ---
  const draft = document.getElementById("draft");
  if (draft) stepHere(draft);

  // --- a secret ballot: this browser alone keeps which row is its own ---
  const receipt = document.querySelector("[data-receipt]"), table = document.querySelector("[data-poll]");
  try {
    if (receipt) localStorage.setItem(`vote ${receipt.dataset.receipt}`, receipt.dataset.tracker);
    const own = table && document.getElementById(localStorage.getItem(`vote ${table.dataset.poll}`) || "");
    if (own) {
      const tag = document.createElement("span");
      tag.className = "tag ok";
      tag.textContent = table.dataset.yours;
      own.cells[0].append(" ", tag);
      own.classList.add("own");
    }
  } catch { /* the phrase finds it too */ }

  document.querySelector(".problems")?.focus();
})();
