"""The review of a draft in a terminal, one proposal after the other."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...authoring.context import Terminology
from ...errors import GppGraphError, InputError
from ...languages import Words
from ..decided import ReviewDecision
from ..drafts import ProposedFact
from .decision_record import Decisions, Judge
from .draft_record import ReviewDraft
from .one_proposal import as_yaml, following, split
from .proposal_words import changed, in_words

AROUND = 400
KEYS = (
    "a accept, e edit, x reject, p split, j join with next, u take back, s skip, b back, t more text, q quit"
)

# Shows a line, asks for one, and edits a text; a test gives its own.
Say = Callable[[str], None]
Ask = Callable[[str], str]
Editor = Callable[[str], str]
# Makes decisions on a proposal of an edited text.
Judged = Callable[[ProposedFact, str], list[ReviewDecision]]


@dataclass
class TerminalReview:
    """A review in a terminal.

    Every decision is on the disk before the next proposal is shown. ``ask`` raises ``EOFError`` at the end of its input, which ends the review as ``q`` does.
    """

    decisions: Decisions
    proposals: Sequence[ProposedFact]
    settles: Mapping[str, int]
    words: Terminology
    ask: Ask
    say: Say
    editor: Editor
    at: int = 0
    around: int = AROUND

    def run(self) -> None:
        """Ask for a decision on each proposal, beginning with the first that is open.

        Raises:
            OutputError: a decision cannot be written.
        """
        made = self.decisions.made
        self.at = next((n for n, entry in enumerate(self.proposals) if entry.id not in made), 0)
        keys: dict[str, Callable[[], None]] = {
            "a": self.accept,
            "e": lambda: self.edit(self.current_yaml(), self.judge.edit),
            "x": self.reject,
            "p": self.split,
            "j": self.join,
            "u": self.undo,
            "t": self.more_text,
            "s": lambda: self.move(1),
            "b": lambda: self.move(-1),
        }
        shown = -1
        while self.at < len(self.proposals):
            if shown != self.at:
                self.show()
                shown = self.at
            try:
                key = self.ask("> ").strip().lower()
                if key == "q":
                    break
                if key not in keys:
                    self.tell(KEYS)
                    continue
                keys[key]()
            except EOFError:
                break
            except GppGraphError as error:
                self.tell(f"not kept: {error}")
        done = sum(entry.id in self.decisions.made for entry in self.proposals)
        self.tell(f"{done} of {len(self.proposals)} decided; kept in {self.draft.folder}")

    @property
    def current(self) -> ProposedFact:
        """The proposal that is shown."""
        return self.proposals[self.at]

    @property
    def draft(self) -> ReviewDraft:
        """The draft under review."""
        return self.decisions.draft

    @property
    def judge(self) -> Judge:
        """The reviewer of today."""
        return Judge(self.draft, self.words, self.decisions.reviewer)

    def current_yaml(self) -> str:
        """Return the proposal as it was edited last, with those that a split made of it."""
        name, made = self.current.id, self.decisions.made
        forms = {
            key: dict(entry.form)
            for key, entry in made.items()
            if entry.form is not None and (key == name or entry.note == f"split from {name}")
        }
        return as_yaml({name: forms.get(name, dict(self.current.form)), **forms})

    def show(self) -> None:
        """Show the proposal beside its passage."""
        entry = self.current
        made = self.decisions.made.get(entry.id)
        state = f"  [{made.state}{f': {made.note}' if made.note else ''}]" if made else ""
        self.tell(
            f"\n--- {self.at + 1}/{len(self.proposals)} {self.draft.title(entry)} ({entry.kind}){state}"
        )
        if headings := self.draft.headings(entry):
            self.tell(" › ".join(headings))
        self.tell(passage(self.draft, entry, self.around))
        self.tell(f"\n{in_words(entry.form, self.words)}\n\n{self.current_yaml().rstrip()}")
        if change := changed(entry, self.words, Words("en", __package__)):
            self.tell(change)
        for field, why in entry.why.items():
            self.tell(f"why {field}: {why.says}")
        for doubt in entry.doubts:
            self.tell(f"doubtful: {doubt}")
        if self.settles.get(entry.id):
            self.tell(f"verdicts that wait for it: {self.settles[entry.id]}")

    def tell(self, text: str) -> None:
        """Show a text, of which nothing can command the terminal."""
        self.say(printable(text))

    def move(self, steps: int) -> None:
        """Go to another proposal; behind the last one the review ends."""
        self.at = max(0, self.at + steps)
        self.around = AROUND

    def keep(self, new: Sequence[ReviewDecision]) -> None:
        """Write decisions and go to the next open proposal; without any the review ends."""
        self.decisions.put(new)
        made = self.decisions.made
        open_ones = [n for n, entry in enumerate(self.proposals) if entry.id not in made]
        later = [n for n in open_ones if n > self.at]
        self.at = (later or open_ones or [len(self.proposals)])[0]
        self.around = AROUND

    def accept(self) -> None:
        """Accept the proposal as it is."""
        self.keep(self.judge.accept(self.current))

    def reject(self) -> None:
        """Reject the proposal with the reason that is asked for."""
        self.keep(self.judge.reject(self.current, self.ask("reason: ")))

    def edit(self, text: str, judged: Judged) -> None:
        """Open a text in the editor until it is of the authoring form, or is given up."""
        while True:
            text = self.editor(text)
            try:
                self.keep(judged(self.current, text))
                return
            except GppGraphError as error:
                self.tell(str(error))
                if self.ask("edit again? [y/n] ").strip().lower() not in ("y", ""):
                    return

    def split(self) -> None:
        """Open the proposal twice in the editor, the second time under a new id."""
        self.edit(as_yaml(split(self.current, self.draft)), self.judge.edit)

    def join(self) -> None:
        """Open the proposal together with the next one of its kind in the editor.

        Raises:
            InputError: there is no such proposal.
        """
        found = following(self.current, self.draft, self.words)
        if found is None:
            raise InputError("there is no next proposal of the same kind and criterion.")
        self.edit(as_yaml({self.current.id: found[1]}), self.judge.join)

    def undo(self) -> None:
        """Take the decision back, and with it the rejection of a proposal that was joined."""
        self.decisions.put(self.judge.take_back(self.current, self.decisions.made))
        self.tell("taken back")

    def more_text(self) -> None:
        """Show more of the text around the passage."""
        self.around *= 4
        self.tell(passage(self.draft, self.current, self.around))


def passage(draft: ReviewDraft, proposal: ProposedFact, around: int) -> str:
    """Return a passage with its neighbours, between ``>>>`` and ``<<<``."""
    text = draft.document.text
    start, end = draft.span(proposal)
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = "…" + before.partition("\n")[2] if "\n" in before else f"…{before}"
    if end + around < len(text):
        after = after.rpartition("\n")[0] + "…" if "\n" in after else f"{after}…"
    return f"{before}>>>{text[start:end]}<<<{after}"


def printable(text: str) -> str:
    """Return a text without characters that command a terminal or turn its direction."""
    return "".join(
        sign if sign in "\n\t" or sign.isprintable() else " " if sign.isspace() else "" for sign in text
    )


def in_editor(text: str) -> str:
    """Return a text as the user left it in the editor of ``$VISUAL`` or ``$EDITOR``.

    Raises:
        InputError: no editor is named, or it ended with an error.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not command:
        raise InputError("no editor is named; set EDITOR, for example EDITOR=nano.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proposal.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
            if code:
                raise InputError(f"the editor {command[0]} ended with code {code}; nothing was changed.")
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError(f"the editor {command[0]} cannot be run: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise InputError("the edited text is not UTF-8; nothing was changed.") from error
