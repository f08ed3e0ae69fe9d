import { type Html, html } from "./html.ts"

/** What the filter of a page of columns offers. */
export interface SearchChoices {
  /** Types that the columns have. */
  readonly types: readonly string[]
  /** What a column can be chosen by, and how that reads. */
  readonly tags: readonly (readonly [tag: string, words: string])[]
  readonly columns: number
}

/** The form over the columns. It is hidden until its script runs, since it does nothing without. */
export function searchForm({ types, tags, columns }: SearchChoices): Html {
  return html`<form class="find" id="find" role="search" hidden><label>Search <input type="search" placeholder="part of a name" autocomplete="off" spellcheck="false"></label>
<label>Type <select data-pick><option value="">all types</option>${types.map((type) => html`<option>${type}</option>`)}</select></label>
<label>Show <select data-pick><option value="">all columns</option>${tags.map(([tag, words]) => html`<option value="${tag}">${words}</option>`)}</select></label>
<output aria-live="polite" data-all="${columns}"></output></form>`
}

/** Attributes that let the form find a row of a table or a card. */
export function searchable(tags: readonly string[]): Html {
  return html` data-tags="${tags.join(" ")}"`
}

/** Names are read from the page, so that they stand in it once. */
export const searchScript = `(()=>{const form=document.getElementById("find");if(!form)return;
const box=form.querySelector("input"),picks=[...form.querySelectorAll("select")],said=form.querySelector("output");
const items=[...document.querySelectorAll("[data-tags]")].map(item=>({item,name:item.querySelector("th,h3").textContent.toLowerCase(),tags:item.dataset.tags.split(" ")}));
const apply=()=>{const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean),wanted=picks.map(pick=>pick.value).filter(Boolean);let shown=0;
for(const{item,name,tags}of items){const fits=words.every(word=>name.includes(word))&&wanted.every(tag=>tags.includes(tag));item.hidden=!fits;if(fits&&item.tagName==="TR")shown++}
said.value=words.length+wanted.length===0?"":shown+" of "+said.dataset.all+" columns"};
form.addEventListener("input",apply);form.addEventListener("submit",event=>event.preventDefault());form.hidden=false;apply()})()`.replaceAll(
  "\n",
  "",
)
