/** Runs in the browser on the form page. Only text goes into the page (`textContent`), so that no answer can bring markup. */
export const formScript = `
"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const form = document.getElementById("form");
  const answer = document.getElementById("answer");
  const curl = document.getElementById("curl");
  const button = form.querySelector("button.main");
  const inputs = facts.columns.map((_, index) => document.getElementById("field-" + index));

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const fill = (values) => {
    inputs.forEach((input, index) => {
      const value = values[index];
      input.value = value === null || value === undefined ? "" : String(value);
    });
    clearProblems();
    showCurl();
  };

  const valueOf = (column, text) => {
    if (column.type === "integer" || column.type === "number") return Number(text);
    if (column.type === "boolean") return text === "true";
    return text;
  };

  const readRecord = () => {
    const record = {};
    facts.columns.forEach((column, index) => {
      const text = inputs[index].value;
      if (text !== "") record[column.name] = valueOf(column, text);
      else if (column.nullable) record[column.name] = null;
    });
    return record;
  };

  const showCurl = () => {
    const url = new URL("predict", location.href).href;
    const body = JSON.stringify(readRecord()).replaceAll("'", "'\\\\''");
    curl.textContent = "curl " + url + " \\\\\\n  -H 'content-type: application/json' \\\\\\n  -d '" + body + "'";
  };

  const clearProblems = () => {
    inputs.forEach((input, index) => {
      input.removeAttribute("aria-invalid");
      const line = document.getElementById("problem-" + index);
      line.hidden = true;
      line.textContent = "";
    });
  };

  const showProblem = (index, text) => {
    inputs[index].setAttribute("aria-invalid", "true");
    const line = document.getElementById("problem-" + index);
    line.hidden = false;
    line.textContent = text;
  };

  const say = (...parts) => {
    answer.replaceChildren(element("h2", "", facts.target), ...parts);
    answer.scrollIntoView({ block: "nearest" });
  };

  const sayFailure = (text, hint) => {
    const note = element("p", "note bad", text);
    say(note, ...(hint ? [element("p", "quiet", hint)] : []));
  };

  const badInputs = () => inputs.map((input, index) => (input.validity.badInput ? index : -1)).filter((index) => index >= 0);

  const showRefusal = (error) => {
    const problems = (error.detail && error.detail.problems) || [];
    const unplaced = [];
    const placed = new Set();
    problems.forEach((problem) => {
      const index = facts.columns.findIndex((column) => column.name === problem.field);
      if (index < 0) unplaced.push(problem.message);
      else { showProblem(index, "Wanted " + problem.wanted + (problem.got ? ", got " + problem.got : "")); placed.add(index); }
    });
    if (placed.size === 0) { sayFailure(error.message, error.hint); return; }
    const count = placed.size === 1 ? "1 field needs" : placed.size + " fields need";
    sayFailure([count + " another value", ...unplaced].join(". "));
    inputs[Math.min(...placed)].focus();
  };

  const showAnswer = (result, milliseconds) => {
    const parts = [];
    const value = element("p", "value");
    if (typeof result.prediction === "number" && !result.probabilities) {
      value.textContent = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 }).format(result.prediction);
      value.title = String(result.prediction);
      if (facts.unit) value.append(element("small", "", facts.unit));
    } else value.textContent = String(result.prediction);
    parts.push(value);
    if (result.probabilities) parts.push(sharesOf(result.probabilities));
    (result.warnings || []).forEach((warning) => parts.push(element("p", "note warn", warning.message)));
    const list = element("dl", "facts");
    const add = (name, text, mono) => list.append(element("dt", "", name), element("dd", mono ? "mono" : "", text));
    add("Model", result.model.name + " version " + result.model.version);
    if (typeof result.prediction === "number") add("Exact", String(result.prediction), true);
    add("Took", milliseconds.toFixed(milliseconds < 10 ? 1 : 0) + " ms, there and back");
    add("Id", result.id, true);
    parts.push(list);
    say(...parts);
  };

  const sharesOf = (probabilities) => {
    const list = element("ul", "shares");
    const sorted = Object.entries(probabilities).sort((a, b) => b[1] - a[1]);
    sorted.slice(0, 8).forEach(([label, share]) => {
      const item = element("li");
      const bar = element("span", "bar");
      const length = element("span");
      length.style.width = (share * 100).toFixed(2) + "%";
      bar.append(length);
      item.append(element("b", "", label), element("i", "", (share * 100).toFixed(1) + " %"), bar);
      list.append(item);
    });
    if (sorted.length > 8) list.append(element("li", "quiet", "and " + (sorted.length - 8) + " less likely"));
    return list;
  };

  const send = async () => {
    clearProblems();
    const bad = badInputs();
    if (bad.length > 0) {
      bad.forEach((index) => showProblem(index, "Wanted a number"));
      sayFailure((bad.length === 1 ? "1 field needs" : bad.length + " fields need") + " another value");
      inputs[bad[0]].focus();
      return;
    }
    button.setAttribute("aria-busy", "true");
    const start = performance.now();
    try {
      const response = await fetch("predict", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(readRecord()),
      });
      const result = await response.json();
      if (response.ok) showAnswer(result, performance.now() - start);
      else showRefusal(result.error);
    } catch {
      sayFailure("The server does not answer", "Check that it still runs, then try again.");
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); void send(); });
  form.addEventListener("input", showCurl);
  document.getElementById("example").addEventListener("click", () => fill(facts.example));
  document.getElementById("clear").addEventListener("click", () => { fill([]); inputs[0] && inputs[0].focus(); });
  const copy = document.getElementById("copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(curl.textContent);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  fill(facts.example);
})();
`
