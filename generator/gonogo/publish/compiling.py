"""Templates of ours as leaner Python than Jinja makes of any template.

What they mean stays: every value is escaped unless it is `Markup`, and what is not there is an error.
Templates that a portal brings itself are compiled as Jinja has it.
"""

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing

from gonogo.publish.html import html, written


class Part(Macro):
    """A macro that is called without ceremony where its arguments stand in order."""

    def __call__(self, *arguments: Any, **named: Any) -> str:
        """Return what the macro writes."""
        left = self._argument_count - len(arguments)
        is_called = "caller" in named
        is_plain = left >= 0 and len(named) == is_called == self.caller
        if not is_plain or self.catch_varargs or self.catch_kwargs:
            return super().__call__(*arguments, **named)
        return html(self._func(*arguments, *(missing,) * left, *named.values()))


class Compiler(CodeGenerator):
    """Writes attributes, calls and output of our own templates, which are files, as plain Python."""

    @property
    def _is_ours(self) -> bool:
        return self.filename is not None

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja
        """Write a module, and let it mean our own by the names of Jinja's macros and of its escaping."""
        super().visit_Template(node, frame)
        if self._is_ours:
            self.writeline(f"from {__name__} import Part as Macro")
            self.writeline(f"from {written.__module__} import written as escape")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja
        """Write `a.b`, which never means `a["b"]`."""
        if not self._is_ours:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(  # noqa: N802 - Jinja
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja
    ) -> None:
        """Write a call that hands over nothing but its arguments."""
        is_plain = not (node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs))
        if not (self._is_ours and is_plain):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")
