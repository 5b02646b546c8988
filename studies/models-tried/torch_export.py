"""Exports a network of PyTorch in one of its exporters' ways, with the gradient that autograd gives in float64."""
import copy
import warnings

import numpy as np
import torch

from files import score, write

warnings.filterwarnings("ignore")
NORMS = (torch.nn.BatchNorm2d, torch.nn.BatchNorm1d)


def enliven(model, *inputs):
    """Weights of an untrained network such that all of it shows: nothing starts at zero, normalizations have statistics."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if not p.is_floating_point():
                continue
            if p.dim() > 1 and not p.any():
                p.copy_(torch.randn(p.shape, generator=generator) * max(p.shape[1], 4) ** -0.5)
            elif p.dim() <= 1 and not name.endswith("bias") and p.abs().max() < 1e-3:
                p.fill_(0.5)  # layer scales, gains of residual branches
            elif name.endswith("bias") and not p.any():
                p.copy_(0.05 * torch.randn(p.shape, generator=generator))  # equal ones are merged by optimizers
    norms = [m for m in model.modules() if isinstance(m, NORMS)]
    for norm in norms:
        norm.momentum = None
        norm.train()
    if norms and inputs:
        with torch.no_grad():
            model(*[torch.randn(4, *i.shape[1:], generator=generator) for i in inputs])
            for norm in norms:  # a channel that hardly varies would be blown up beyond what float32 can tell
                norm.running_var.clamp_(min=0.05 * float(norm.running_var.mean()))
    return model.eval()


def first_tensor(outputs):
    while not torch.is_tensor(outputs):
        outputs = next(iter(outputs.values())) if isinstance(outputs, dict) else outputs[0]
    return outputs


def gradient(model, x, feature, call, copies=2):
    """The gradient for one image, of two copies at once: PyTorch 2.14.1's own is wrong for a lone one after BatchNorm."""
    dtype = next((p.dtype for p in model.parameters()), x.dtype)
    x = x.to(dtype).repeat(copies, 1, 1, 1).requires_grad_(True)
    value = call(model, x)
    chosen = value.select(feature["axis"], feature["unit"])[0].mean()
    return torch.autograd.grad(chosen, x)[0][:1].double().numpy()


def reference(model, shape, feature, call):
    """An input where float32 rounding crosses few kinks, the gradient there in float64, and what float32's is off by.

    Where PyTorch's rounding crosses none another runtime's may: what a change of the input by as much does counts too.
    """
    best, doubled = None, copy.deepcopy(model).double()
    copies = 2
    for seed in (1, 2, 3):
        x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        try:
            exact = gradient(doubled, x, feature, call, copies)
        except Exception:
            copies = 1
            exact = gradient(doubled, x, feature, call, copies)
        near = [x.double() * (1 + 3e-7 * torch.randn(shape, generator=torch.Generator().manual_seed(s))) for s in (11, 12)]
        others = [gradient(model, x, feature, call, copies), *[gradient(doubled, n, feature, call, copies) for n in near]]
        error = max(np.linalg.norm(other - exact) for other in others) / np.linalg.norm(exact)
        if best is None or error < best[2]:
            best = (x, exact, float(error))
        if error < 1e-4:
            break
    return best


def modules(model, call, x):
    """Names of modules that compute something, some of all depths."""
    seen = []

    def hook(name):
        def note(_, inputs, output):
            given = inputs[0] if inputs and torch.is_tensor(inputs[0]) else None
            if torch.is_tensor(output) and output.dim() >= 2 and output is not given:
                seen.append(name)

        return note

    hooks = [m.register_forward_hook(hook(n)) for n, m in model.named_modules() if n]
    with torch.no_grad():
        call(model, x)
    for h in hooks:
        h.remove()
    names = list(dict.fromkeys(seen))
    return names[:: max(1, len(names) // 16)][:16]


def export(
    folder, name, model, shape, how="dynamo", *, axis=1, unit=3, opset=None, take=first_tensor, call=None, others=None,
    input_names=None, output_names=None, range=None, dtype="float32", plane=False, **more,
):
    """how: `dynamo` (PyTorch's default) or `script`, with `-free` where the batch is left free.

    call: the feature's tensor as a function of model and input, where it is not the first output; dtype: of the file's weights;
    plane: the output is a map without channels.
    """
    import onnx

    others = others or {}
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    model = enliven(model.eval(), *([] if others else [x]))
    call = call or (lambda m, x: take(m(x, **{k: v.repeat(len(x), *[1] * (v.dim() - 1)) for k, v in others.items()})))
    written = copy.deepcopy(model).to(getattr(torch, dtype))
    file = folder / f"{name}.onnx"
    exporter, free = how.split("-")[0], how.endswith("free")
    with torch.no_grad():
        if call(model, x).shape[axis] <= unit:
            unit = 0
    feature = {"axis": axis, "unit": unit}
    sample = (torch.cat([x, x]) if free else x).to(getattr(torch, dtype))
    more.update({"input_names": input_names} if input_names else {})
    more.update({"output_names": output_names} if output_names else {})
    if opset:
        more["opset_version"] = opset
    args = (sample, *[v.repeat(len(sample), *[1] * (v.dim() - 1)) for v in others.values()])
    if exporter == "dynamo":
        if free:
            more["dynamic_shapes"] = tuple({0: torch.export.Dim("batch")} for _ in args)
        try:
            torch.onnx.export(written, args, str(file), verbose=False, **more)
        except torch.onnx.errors.OnnxExporterError:
            # PyTorch 2.14.1 cannot export attention with a bias as it fuses it on a CPU; people write it out
            with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
                torch.onnx.export(written, args, str(file), verbose=False, **more)
    else:
        if free:
            more["input_names"], more["output_names"] = input_names or ["input"], output_names or ["output"]
            more["dynamic_axes"] = {n: {0: "batch"} for n in [*more["input_names"], *more["output_names"]]}
        torch.onnx.export(written, args, str(file), dynamo=False, **more)
    graph = onnx.load(str(file), load_external_data=False).graph
    weights = {w.name for w in graph.initializer}
    inputs = [i.name for i in graph.input if i.name not in weights]
    feature["layer"] = graph.output[0].name
    x, exact, error = reference(model, shape, feature, call)
    note = {
        "framework": f"PyTorch {torch.__version__.split('+')[0]}",
        "exporter": "torch.onnx" if exporter == "dynamo" else "torch.onnx, TorchScript",
        "batch": "free" if free else "1",
        "layout": "NCHW",
        "input": inputs[0],
        "feature": feature,
        "reference": "autograd, float64",
        "float32Error": error,
        "tolerance": max(1e-3, 3 * error, 5e-2 if dtype.endswith("float16") else 0),
        "modules": modules(model, call, x),
        "range": range,
    }
    if range is None:
        del note["range"]  # a person states one
    write(folder, name, note, x.numpy(), exact, dict(zip(inputs[1:], [v.numpy() for v in others.values()])))
