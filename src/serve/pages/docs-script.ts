/** Runs in the browser on the API page: fills in the example of the chosen content-type and sends what stands there. */
export const docsScript = `
"use strict";
(() => {
  const examples = JSON.parse(document.getElementById("examples").textContent);
  const pretty = (text) => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

  const wire = (form) => {
    const type = form.querySelector(".type");
    const body = form.querySelector(".body");
    const parameters = [...form.querySelectorAll(".parameter")];
    const status = form.querySelector(".status");
    const reply = form.querySelector(".reply");
    const showExample = () => {
      body.value = examples[form.dataset.index][type.value];
      body.rows = Math.min(20, body.value.split("\\n").length + 1);
    };
    if (type) { type.addEventListener("change", showExample); showExample(); }

    const send = async () => {
      const inPath = parameters.find((parameter) => parameter.dataset.in === "path");
      const asked = parameters.filter((parameter) => parameter.dataset.in === "query" && parameter.value.trim() !== "");
      const query = new URLSearchParams(asked.map((parameter) => [parameter.name, parameter.value.trim()])).toString();
      const path = form.dataset.path.replace(/\\{.*\\}/, inPath ? encodeURIComponent(inPath.value.trim()) : "")
        + (query === "" ? "" : "?" + query);
      const options = { method: form.dataset.method };
      if (type) { options.headers = { "content-type": type.value }; options.body = body.value; }
      const start = performance.now();
      try {
        const response = await fetch(path, options);
        const text = await response.text();
        status.textContent = response.status + " " + response.statusText + " in " + (performance.now() - start).toFixed(0) + " ms";
        reply.textContent = pretty(text);
        reply.hidden = false;
      } catch {
        status.textContent = "The server does not answer";
        reply.hidden = true;
      }
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); void send(); });
  };

  document.querySelectorAll("form.try").forEach(wire);
})();
`
