// The query editor: CodeMirror with SPARQL, our prefixes and the names of the ontology.
// It lives in a shadow root, where CodeMirror adopts style sheets, so that no inline style needs to be allowed.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const KEYWORDS = [
  "SELECT", "DISTINCT", "WHERE", "CONSTRUCT", "DESCRIBE", "ASK", "OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "VALUES",
  "GRAPH", "EXISTS", "NOT EXISTS", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "COUNT", "STR", "LANG", "REGEX",
];

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "15px" },
  "&.cm-focused": { outline: "none" }, // the page draws it around the whole
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "9rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--tint) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 28%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--strong)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--green)", color: "var(--card)" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1em", opacity: ".85" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--green)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--NO)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--DK)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--EU)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const bare = (text) => text.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, " ");

// The PREFIX lines that a query needs and does not have.
function missing(text, prefixes) {
  const words = bare(text);
  const declared = new Set([...words.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((found) => found[1]));
  const used = new Set([...words.matchAll(/(?<![\w:?$@-])([A-Za-z][\w-]*):/g)].map((found) => found[1]));
  return [...used].filter((name) => !declared.has(name) && Object.hasOwn(prefixes, name))
    .map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
}

function completions({ prefixes, terms }) {
  const named = terms.map(([name, label]) => ({ label: name, detail: label, type: "text", boost: name.startsWith("gpp:") ? 2 : 0 }));
  const others = [
    ...Object.keys(prefixes).map((name) => ({ label: `${name}:`, detail: prefixes[name], type: "text" })),
    ...KEYWORDS.map((word) => ({ label: word, type: "keyword" })),
  ];
  return (context) => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const names = new Set(bare(context.state.doc.toString()).match(/[?$]\w+/g));
      names.delete(variable.text);
      return { from: variable.from, options: [...names].map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/[A-Za-z][\w-]*(?::[\w.-]*)?/);
    if (!word && !context.explicit) return null;
    const begun = word ? word.text : "";
    const options = begun.includes(":") ? named : [...others, ...named];
    return { from: word ? word.from : context.pos, options, validFor: /^[\w-]*(?::[\w.-]*)?$/ };
  };
}

// A browser that itself replaces a selection keeps its look by an inline style, which the policy forbids; so we replace it.
function replaceSelection(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (empty || event.inputType !== "insertText" || !event.data || view.composing) return false;
  event.preventDefault();
  const plain = () => view.state.update({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
  const handled = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, event.data, plain));
  if (!handled) view.dispatch(plain());
  return true;
}

// Puts the editor in the place of a text field, which keeps the query for a form.
window.gppEditor = function start(field, host, { prefixes, terms, label, run }) {
  const root = host.attachShadow({ mode: "open" });
  const submit = () => { run(); return true; };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value.trimEnd() + "\n",
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: submit }])),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping, lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(),
        sparql(), syntaxHighlighting(colours), theme,
        autocompletion({ override: [completions({ prefixes, terms })], icons: false }),
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
      ],
    }),
  });
  return {
    complete() {
      const lines = missing(view.state.doc.toString(), prefixes);
      if (lines) view.dispatch({ changes: { from: 0, insert: lines } });
    },
  };
};
