"""One training step of the method in PyTorch, for comparison with `bench train-step` on the same card.

The same shapes and the same work: a vision transformer over 4 sequences (patches of 14 px, 2 global crops of 98 px, 8 local ones of
56 px), the teacher forward, the student forward and backward, DINO and iBOT losses on a shared head, KoLeo, AdamW with clipping and
the moving average of the teacher; bfloat16 by autocast. Data are noise. No stochastic depth, as `bench train-step`. Prints one
JSON line for each mode: `eager` as it is, `compile` with each block and the head compiled by TorchInductor.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn

SHAPES = {"tiny": (64, 2, 1), "vit_small": (384, 12, 6), "vit_base": (768, 12, 12), "vit_large": (1024, 24, 16)}
SEQUENCES, PATCH, PROTOTYPES = 4, 14, 3
GLOBAL, LOCAL, LOCALS = 98, 56, 8


class Block(nn.Module):
    """Tokens [S, N, D] to tokens."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.scale1, self.scale2 = (nn.Parameter(torch.full((width,), 1e-5)) for _ in range(2))

    def forward(self, x):
        crops, tokens, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(crops, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(crops, tokens, width)
        x = x + self.scale1 * self.out(mixed)
        return x + self.scale2 * self.mlp(self.norm2(x))


class Backbone(nn.Module):
    def __init__(self, width, depth, heads):
        super().__init__()
        self.patches = nn.Linear(PATCH * PATCH, width)
        self.cls, self.hidden = nn.Parameter(torch.zeros(1, 1, width)), nn.Parameter(torch.zeros(width))
        self.positions = nn.Parameter(torch.randn(1, width, 37, 37) * 0.02)
        self.sequences = nn.Parameter(torch.randn(SEQUENCES, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images, masks=None):
        """Images [S, M, side, side], masks [S, M n] or None; gives tokens [S, 1 + M n, D]."""
        crops, sequences, side, _ = images.shape
        grid = side // PATCH
        x = images.reshape(crops, sequences, grid, PATCH, grid, PATCH).transpose(3, 4).flatten(4).flatten(1, 3)
        x = self.patches(x)
        if masks is not None:
            x = torch.where(masks.unsqueeze(-1), self.hidden.to(x.dtype), x)
        where = F.interpolate(self.positions.float(), size=(grid, grid), mode="bicubic").flatten(2).transpose(1, 2)
        x = x.view(crops, sequences, grid * grid, -1) + where + self.sequences[None, :, None]
        x = torch.cat([self.cls.expand(crops, -1, -1), x.flatten(1, 2)], 1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


class Network(nn.Module):
    def __init__(self, arch):
        super().__init__()
        width, depth, heads = SHAPES[arch]
        hidden, bottleneck = (64, 32) if arch == "tiny" else (2048, 256)
        self.backbone = Backbone(width, depth, heads)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, bottleneck))
        self.prototypes = nn.Parameter(torch.randn(PROTOTYPES, bottleneck) * 0.02)

    def head(self, x):
        return F.normalize(self.mlp(x).float(), dim=-1) @ F.normalize(self.prototypes, dim=-1).t()


def noise(studies, device):
    """A batch of noise: crops, masks of the global ones, rows of the masked tokens and their weights."""
    side = GLOBAL // PATCH
    masks = torch.zeros(2 * studies, SEQUENCES * side * side, dtype=torch.bool)
    masks[:, : side * side] = True  # one whole sequence
    masks[:studies] |= torch.rand(studies, masks.shape[1]) < 0.3
    crop, patch = masks.nonzero(as_tuple=True)
    return {
        "global": torch.randn(2 * studies, SEQUENCES, GLOBAL, GLOBAL, device=device),
        "local": torch.randn(LOCALS * studies, SEQUENCES, LOCAL, LOCAL, device=device),
        "masks": masks.to(device),
        "rows": (crop * (masks.shape[1] + 1) + 1 + patch).to(device),
        "weights": (1 / (2 * studies * masks.sum(1)[crop].float())).to(device),
    }


def cross_entropy(logits, targets):
    return -(targets * F.log_softmax(logits.float() / 0.1, -1)).sum(-1)


def koleo(tokens):
    z = F.normalize(tokens.float(), dim=-1)
    near = (z @ z.t()).detach().fill_diagonal_(-1).argmax(1)
    return -(z - z[near] + 1e-8).norm(dim=-1).add(1e-8).log().mean()


def loss_of(student, teacher, batch, centre, studies):
    with torch.no_grad():
        tokens = teacher.backbone(batch["global"])
        chosen = tokens.flatten(0, 1).index_select(0, batch["rows"])
        logits = teacher.head(torch.cat([tokens[:, 0], chosen])).float()
        targets = F.softmax((logits - centre) / 0.07, -1)
        centre.lerp_(logits[: 2 * studies].mean(0), 0.1)
    tokens = student.backbone(batch["global"], batch["masks"])
    small = student.backbone(batch["local"])[:, 0]
    chosen = tokens.flatten(0, 1).index_select(0, batch["rows"])
    logits = student.head(torch.cat([tokens[:, 0], small, chosen]))
    first, second = targets[:studies], targets[studies : 2 * studies]
    share = 1 / ((2 + 2 * LOCALS) * studies)
    loss = share * cross_entropy(logits[: 2 * studies], torch.cat([second, first])).sum()
    local = logits[2 * studies : (2 + LOCALS) * studies].view(LOCALS, studies, -1)
    loss = loss + share * (cross_entropy(local, first) + cross_entropy(local, second)).sum()
    loss = loss + (batch["weights"] * cross_entropy(logits[(2 + LOCALS) * studies :], targets[2 * studies :])).sum()
    if studies > 1:
        loss = loss + 0.1 * (koleo(tokens[:studies, 0]) + koleo(tokens[studies:, 0]))
    return loss


def gflop(arch, studies, masked):
    """Multiplications and additions of all matrix products of a step; backward counts twice forward."""
    width, depth, _ = SHAPES[arch]

    def backbone(crops, tokens):
        return 2 * crops * (depth * tokens * (12 * width**2 + 2 * tokens * width) + (tokens - 1) * PATCH**2 * width)

    hidden, bottleneck = (64, 32) if arch == "tiny" else (2048, 256)

    def head(rows):
        return 2 * rows * (width * hidden + hidden**2 + hidden * bottleneck + bottleneck * PROTOTYPES)

    tokens = [1 + SEQUENCES * (side // PATCH) ** 2 for side in (GLOBAL, LOCAL)]
    teacher = backbone(2 * studies, tokens[0]) + head(2 * studies + masked)
    student = backbone(2 * studies, tokens[0]) + backbone(LOCALS * studies, tokens[1])
    return (teacher + 3 * (student + head((2 + LOCALS) * studies + masked))) / 1e9


def measure(arguments, mode):
    device = torch.device(arguments.device)
    cuda = device.type == "cuda"
    torch.manual_seed(0)
    student, teacher = Network(arguments.arch).to(device), Network(arguments.arch).to(device).requires_grad_(False)
    teacher.load_state_dict(student.state_dict())
    optimizer = torch.optim.AdamW(student.parameters(), lr=1e-4, weight_decay=0.04, **({"fused": True} if cuda else {}))
    centre = torch.zeros(PROTOTYPES, device=device)
    batch = noise(arguments.studies, device)
    if mode == "compile":
        for network in (student, teacher):
            for module in [*network.backbone.blocks, network.mlp]:
                module.compile(dynamic=False)

    def step():
        with torch.autocast(device.type, dtype=torch.bfloat16):
            loss = loss_of(student, teacher, batch, centre, arguments.studies)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 3.0)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(teacher.parameters()), list(student.parameters()), 0.008)
        if cuda:
            torch.cuda.synchronize()
        return float(loss)

    for _ in range(4):
        step()
    times, end = [], time.monotonic() + arguments.seconds
    while len(times) < 3 or time.monotonic() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    median = sorted(times)[len(times) // 2]
    work = gflop(arguments.arch, arguments.studies, len(batch["rows"]))
    return {
        "step_s": round(median, 5), "studies_per_s": round(arguments.studies / median, 1), "gflop": round(work, 1),
        "gflop_per_s": round(work / median), "rounds": len(times), "torch": torch.__version__,
        "device": torch.cuda.get_device_name() if cuda else "cpu",
        "peak_gb": round(torch.cuda.max_memory_allocated() / 2**30, 1) if cuda else None,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", choices=SHAPES, default="vit_base")
    parser.add_argument("--studies", type=int, default=64)
    parser.add_argument("--modes", default="eager,compile")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=6, help="for which a mode is timed")
    arguments = parser.parse_args()
    for mode in arguments.modes.split(","):
        try:
            result = measure(arguments, mode)
        except Exception as error:  # a mode that fails must not cost the other's figures
            result = {"failed": f"{type(error).__name__}: {str(error)[:300]}"}
        print(json.dumps({"arch": arguments.arch, "studies": arguments.studies, "mode": mode, **result}), flush=True)


if __name__ == "__main__":
    main()
