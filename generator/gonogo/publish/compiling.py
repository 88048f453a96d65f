"""Templates of ours as leaner Python than Jinja makes of any template.

What they mean stays: every value is escaped unless it is `Markup`, and what is not there is an error.
Templates that a portal brings itself are compiled as Jinja has it.
"""

from collections.abc import Iterable
from keyword import iskeyword

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, DependencyFinderVisitor, Frame, MacroRef, find_undeclared

from gonogo.publish import html, running

_MEANT = (
    f"from {running.__name__} import imported, included, renamed",
    f"from {running.__name__} import joined as markup_join, turns as LoopContext",
    f"from {html.__name__} import escaped, html, written as escape",
)
"""What names mean in the modules that our templates become; three of them mean something else to Jinja."""

_SPECIAL = frozenset({"caller", "kwargs", "loop", "self", "super", "varargs"})
"""Names that Jinja gives a value."""

_TAKEN = frozenset(
    {
        "concat",
        "context",
        "environment",
        "escape",
        "escaped",
        "html",
        "kind",
        "missing",
        "resolve",
        "said",
        "undefined",
    }
)
"""Names that the function of a macro means something by, so that no argument of it is called so."""


class Compiler(CodeGenerator):
    """Writes our own templates, which are files, as plain Python: calls as calls, macros as functions."""

    @property
    def _is_ours(self) -> bool:
        return self.filename is not None

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja
        """Write a module that looks filters up once, and variables once a page."""
        if self._is_ours:
            self._find_filters(node)
            node.body.insert(0, _mention(_free(node)))
        super().visit_Template(node, frame)
        if self._is_ours:
            for line in _MEANT:
                self.writeline(line)

    def _find_filters(self, node: nodes.Template) -> None:
        used = DependencyFinderVisitor()
        used.visit(node)
        for block in node.find_all(nodes.Block):
            used.generic_visit(block)
        for known, names, kind in (
            (self.filters, used.filters, "filters"),
            (self.tests, used.tests, "tests"),
        ):
            for name in sorted(names):
                known[name] = self.temporary_identifier()
                self.writeline(f"{known[name]} = environment.{kind}[{name!r}]")

    def pull_dependencies(self, nodes: Iterable[nodes.Node]) -> None:
        """Write nothing: the whole module knows its filters."""
        if not self._is_ours:
            super().pull_dependencies(nodes)

    # -- output

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja
        """Write what is said in one piece."""
        is_plain = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if not (self._is_ours and is_plain) or frame.require_output_check:
            super().visit_Output(node, frame)
            return
        pieces = self._pieces(node, frame)
        is_one = len(pieces) == 1
        if frame.buffer is None:
            self.writeline("yield (" if is_one else "yield concat((", node)
        else:
            self.writeline(f"{frame.buffer}.{'append(' if is_one else 'extend(('}", node)
        self.indent()
        for piece in pieces:
            if isinstance(piece, str):
                self.writeline(repr(piece))
            else:
                self.writeline("said if (kind := type(said := ", piece)
                self.visit(piece, frame)
                self.write(")) is Markup else escaped(said) if kind is str else escape(said)")
            self.write("" if is_one else ",")
        self.outdent()
        self.writeline(")" if is_one else "))")

    def _pieces(self, node: nodes.Output, frame: Frame) -> list[str | nodes.Expr]:
        """Return what is said: text that is known already, and what is to be worked out."""
        pieces: list[str | nodes.Expr] = []
        finalize = self._make_finalize()
        for child in node.nodes:
            try:
                text = self._output_child_to_const(child, frame, finalize)
            except Exception:  # noqa: BLE001 - Jinja: whatever it is, it will be said when the page is made
                pieces.append(_or_nothing(child))
                continue
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += text
            else:
                pieces.append(text)
        return pieces

    # -- macros, calls, includes

    def macro_body(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> tuple[Frame, MacroRef]:
        """Write a macro as a function that takes what the macro takes and returns HTML."""
        if not self._is_function(node):
            return super().macro_body(node, frame)
        frame = frame.inner()
        frame.require_output_check = False
        macro = MacroRef(node)
        macro.accesses_caller = "caller" in find_undeclared(node.body, ("caller",))
        caller = frame.symbols.declare_parameter("caller") if macro.accesses_caller else None
        frame.symbols.analyze_node(node)
        named = [f"{_name(name)}={_default(default)}" for name, default in _arguments(node)]
        self.writeline(f"def macro({', '.join([*named, 'caller=missing'] if caller else named)}):", node)
        self.indent()
        self.buffer(frame)
        self.enter_frame(frame)
        self._take_arguments(node, frame)
        if caller:
            self.writeline(f"{caller} = undefined(name='caller') if caller is missing else caller")
        self.blockvisit(node.body, frame)
        self.writeline(f"return html(concat({frame.buffer}))")
        self.outdent()
        return frame, macro

    def _is_function(self, node: nodes.Macro | nodes.CallBlock) -> bool:
        names = {each.name for each in node.args}
        takes_any = find_undeclared(node.body, ("kwargs", "varargs"))
        return self._is_ours and not takes_any and not names & (_TAKEN | _SPECIAL)

    def _take_arguments(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> None:
        """Write what the arguments of a macro are where nobody gave them."""
        self.push_parameter_definitions(frame)
        for name, default in _arguments(node):
            ref = frame.symbols.ref(name)
            self.writeline(f"{ref} = {_name(name)}")
            if not isinstance(default, nodes.Const):
                self.writeline(f"if {ref} is missing: {ref} = ")
                if default is None:
                    self.write(f"undefined({f'parameter {name!r} was not provided'!r}, name={name!r})")
                else:
                    self.visit(default, frame)
            self.mark_parameter_stored(ref)
        self.pop_parameter_definitions()

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the macro that the function before is."""
        names = {each.name: _name(each.name) for each in macro_ref.node.args if iskeyword(each.name)}
        if not self._is_function(macro_ref.node):
            super().macro_def(macro_ref, frame)
        else:
            self.write(f"renamed(macro, {names!r})" if names else "macro")

    def visit_Call(  # noqa: N802 - Jinja
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja
    ) -> None:
        """Write a call that hands over nothing but its arguments."""
        is_plain = not (node.dyn_args or node.dyn_kwargs)
        if not (self._is_ours and is_plain):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"**{{{named.key!r}: " if iskeyword(named.key) else f"{named.key}=")
            self.visit(named.value, frame)
            self.write("}, " if iskeyword(named.key) else ", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja
        """Write what another template writes."""
        is_plain = isinstance(node.template, nodes.Const) and node.with_context and not node.ignore_missing
        if not (self._is_ours and is_plain and frame.buffer is None):
            super().visit_Include(node, frame)
            return
        self.writeline("yield included(context, ", node)
        self.visit(node.template, frame)
        self.write(f", {self.dump_local_context(frame)})")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:  # noqa: N802 - Jinja
        """Write what another template defines."""
        is_plain = isinstance(node.template, nodes.Const) and node.with_context and frame.toplevel
        if not (self._is_ours and is_plain):
            super().visit_Import(node, frame)
            return
        name = node.target
        self.writeline(f"{frame.symbols.ref(name)} = context.vars[{name!r}] = imported(context, ", node)
        self.visit(node.template, frame)
        self.write(f", {self.dump_local_context(frame)})")

    # -- names and attributes

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja
        """Write `a.b`, which never means `a["b"]`; what is missing has no attribute."""
        if not self._is_ours:
            super().visit_Getattr(node, frame)
            return
        if isinstance(node.node, nodes.Name):
            self.write(frame.symbols.ref(node.node.name))
        else:
            self.visit(node.node, frame)
        self.write(f".{node.attr}")


def _or_nothing(node: nodes.Expr) -> nodes.Expr:
    """Return the same, but for a condition without `else`: that says nothing, and nobody asks why."""
    if isinstance(node, nodes.CondExpr) and node.expr2 is None:
        return nodes.CondExpr(node.test, node.expr1, nodes.Const(""), lineno=node.lineno)
    return node


def _free(template: nodes.Template) -> list[str]:
    """Return the names that the template is given: those that no part of it gives a value."""
    found = list(template.find_all(nodes.Name))
    bound = {each.name for each in found if each.ctx != "load"}
    bound |= {each.name for each in template.find_all(nodes.Macro)}
    bound |= {each.target for each in template.find_all(nodes.Import)}
    for each in template.find_all(nodes.FromImport):
        bound |= {name if isinstance(name, str) else name[1] for name in each.names}
    return sorted({each.name for each in found} - bound - _SPECIAL)


def _mention(names: list[str]) -> nodes.If:
    """Return what does nothing but mention names, so that they are looked up where it stands."""
    loads: list[nodes.Expr] = [nodes.Name(name, "load", lineno=1) for name in names]
    return nodes.If(nodes.Const(False), [nodes.Output(loads, lineno=1)], [], [], lineno=1)


def _arguments(node: nodes.Macro | nodes.CallBlock) -> list[tuple[str, nodes.Expr | None]]:
    """Return the arguments of a macro, and what they are where nobody gives them."""
    without = len(node.args) - len(node.defaults)
    defaults = [*[None] * without, *node.defaults]
    return [(each.name, default) for each, default in zip(node.args, defaults, strict=True)]


def _default(default: nodes.Expr | None) -> str:
    """Return the same for the head of a function, where it can be said there."""
    return repr(default.value) if isinstance(default, nodes.Const) else "missing"


def _name(name: str) -> str:
    """Return what Python lets an argument be called."""
    return f"{name}_" if iskeyword(name) else name
