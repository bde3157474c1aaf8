// Judges tokens.cu.
#include "judge.h"
#include "kernels.h"

namespace tokens_judge {

using namespace judge;

static const dim3 GRID(3), THREADS(64);

static void cut(int images, int side, int patch) {
    auto x = normal(size_t(images) * side * side), out = unset(x.size());
    int grid = side / patch;
    std::vector<double> want;
    for (int i = 0; i < images * grid * grid; i++)
        for (int j = 0; j < patch * patch; j++) {
            int row = i / grid % grid * patch + j / patch, column = i % grid * patch + j % patch;
            want.push_back(x[(size_t(i / (grid * grid)) * side + row) * side + column]);
        }
    emu::launch(GRID, THREADS, 0, [&] { patches(x.data(), side, patch, images, out.data()); });
    close("patches", want, out, EXACT);
}

static void channels(int width, int count, int pixels) {
    auto w = normal(size_t(width) * count * pixels), sum = unset(size_t(width) * pixels), dsum = normal(sum.size()), dw = normal(w.size());
    std::vector<double> want(sum.size(), 0), want_dw = exact(dw);
    for (int d = 0; d < width; d++)
        for (int c = 0; c < count; c++)
            for (int p = 0; p < pixels; p++) {
                want[size_t(d) * pixels + p] += w[(size_t(d) * count + c) * pixels + p];
                want_dw[(size_t(d) * count + c) * pixels + p] += dsum[size_t(d) * pixels + p];
            }
    emu::launch(GRID, THREADS, 0, [&] { sum_channels(w.data(), count, pixels, sum.data(), width); });
    emu::launch(GRID, THREADS, 0, [&] { spread_channels(dsum.data(), count, pixels, dw.data(), width); });
    close("sum_channels", want, sum, SINGLE);
    close("spread_channels", want_dw, dw, SINGLE);
}

struct Embedding {
    Grid g;
    int tokens;
    bool masked;
    std::vector<float> patch, mask_token, cls, registers, pos, sequence, dout, dmask_token, dcls, dregisters, dpos, dsequence;
    std::vector<unsigned char> mask;

    Embedding(Grid g, bool masked) : g(g), tokens(1 + g.registers + g.sequences * g.patches), masked(masked) {
        size_t d = g.width, all = size_t(g.crops) * g.sequences * g.patches;
        patch = normal(all * d), mask_token = normal(d), cls = normal(d), registers = normal(g.registers * d);
        pos = normal((1 + g.patches) * d), sequence = normal(g.sequences * d), dout = normal(g.crops * tokens * d);
        dmask_token = normal(d), dcls = normal(d), dregisters = normal(g.registers * d);
        dpos = normal((1 + g.patches) * d), dsequence = normal(g.sequences * d);
        for (size_t i = 0; i < all; i++) mask.push_back(state().random() % 3 == 0);
    }

    const unsigned char *flags() const { return masked ? mask.data() : nullptr; }

    void forward() {
        size_t d = g.width;
        auto out = unset(g.crops * tokens * d);
        std::vector<double> want;
        for (int row = 0; row < g.crops * tokens; row++)
            for (size_t c = 0; c < d; c++) {
                int token = row % tokens, item = token - 1 - g.registers, at = row / tokens * g.sequences * g.patches + item;
                if (token == 0) want.push_back(double(cls[c]) + pos[c]);
                else if (item < 0) want.push_back(registers[size_t(token - 1) * d + c]);
                else want.push_back(double(masked && mask[at] ? mask_token[c] : patch[size_t(at) * d + c])
                        + pos[size_t(1 + item % g.patches) * d + c] + sequence[size_t(item / g.patches) * d + c]);
            }
        emu::launch(dim3(2, 5), dim3(32), 0, [&] {
            embed_tokens(patch.data(), flags(), mask_token.data(), cls.data(), registers.data(), pos.data(), sequence.data(), out.data(), g);
        });
        close("embed_tokens", want, out, SINGLE);
    }

    void backward() {
        size_t d = g.width;
        auto dpatch = unset(patch.size());
        std::vector<double> want_patch(patch.size()), want_mask = exact(dmask_token), want_cls = exact(dcls), want_registers = exact(dregisters),
                            want_pos = exact(dpos), want_sequence = exact(dsequence);
        for (size_t i = 0; i < dout.size(); i++) {
            int row = int(i / d), token = row % tokens, item = token - 1 - g.registers, c = int(i % d);
            if (token == 0) want_cls[c] += dout[i], want_pos[c] += dout[i];
            else if (item < 0) want_registers[size_t(token - 1) * d + c] += dout[i];
            else {
                size_t at = size_t(row) / tokens * g.sequences * g.patches + item;
                want_pos[size_t(1 + item % g.patches) * d + c] += dout[i];
                want_sequence[size_t(item / g.patches) * d + c] += dout[i];
                if (masked && mask[at]) want_mask[c] += dout[i];
                else want_patch[at * d + c] = dout[i];
            }
        }
        int width = g.width, parts = (g.sequences + 1) * width;
        auto partial = unset(size_t(g.crops) * parts);
        dim3 columns(blocks(width, 64));
        emu::launch(dim3(2, 5), dim3(32), 0, [&] { embed_patches_backward(dout.data(), flags(), dpatch.data(), g); });
        emu::launch(dim3(blocks(width, 64), 1 + g.registers + g.patches), THREADS, 0,
                [&] { embed_places_backward(dout.data(), dcls.data(), dregisters.data(), dpos.data(), g); });
        emu::launch(dim3(blocks(width, 64), g.crops), THREADS, 0,
                [&] { embed_sums_backward(dout.data(), flags(), partial.data(), g); });
        emu::launch(dim3(blocks(parts - width, 64)), THREADS, 0,
                [&] { add_partials(partial.data(), g.crops, parts, parts - width, dsequence.data()); });
        emu::launch(columns, THREADS, 0,
                [&] { add_partials(partial.data() + parts - width, g.crops, parts, width, dmask_token.data()); });
        close("dpatches", want_patch, dpatch, EXACT);
        close("dcls", want_cls, dcls, SINGLE);
        close("dregisters", want_registers, dregisters, SINGLE);
        close("dpos", want_pos, dpos, SINGLE);
        close("dsequence", want_sequence, dsequence, SINGLE);
        close("dmaskToken", want_mask, dmask_token, SINGLE);
    }
};

static const bool registered = register_cases([] {
    add("cut 3 x 12 by 4", [] { cut(3, 12, 4); });
    add("cut 2 x 28 by 14", [] { cut(2, 28, 14); });
    for (int width : {1, 5, 64}) add("channels " + std::to_string(width), [=] { channels(width, 3, 49); });
    for (int width : {1, 17, 384})
        for (int registers : {0, 2})
            for (bool masked : {false, true}) {
                std::string name = std::to_string(width) + ", registers " + std::to_string(registers) + (masked ? ", masked" : "");
                add("embedding " + name, [=] {
                    Embedding e({3, 4, 16, registers, width}, masked);
                    e.forward();
                    e.backward();
                });
            }
    add("embedding of one patch", [] {
        Embedding e({1, 1, 1, 0, 64}, true);
        e.forward();
        e.backward();
    });
});

}  // namespace tokens_judge
