// Judges attention.cu, attention_backward.cu and attention_exact.cu.
#include "judge.h"
#include "kernels.h"

namespace attention_judge {

using namespace judge;

// One call of attention with operands that are bfloat16 numbers, and what is wanted of it.
struct AttentionCase {
    int crops, tokens, heads, each;
    float scale;
    std::vector<bf16> qkv, dout;
    std::vector<double> out, logs, dqkv;

    // With an offset, queries lie opposite to keys, and all scores are far below 0.
    AttentionCase(int crops, int tokens, int heads, int each, float deviation, float offset = 0)
            : crops(crops), tokens(tokens), heads(heads), each(each), scale(float(1 / std::sqrt(double(each)))) {
        size_t width = size_t(heads) * each, rows = size_t(crops) * tokens;
        auto x = normal(rows * 3 * width, 0, deviation);
        for (size_t i = 0; i < x.size(); i++) x[i] += i / width % 3 == 0 ? -offset : i / width % 3 == 1 ? offset : 0;
        qkv = rounded(x), dout = rounded(normal(rows * width));
        out.resize(rows * width), logs.resize(rows * heads), dqkv.resize(rows * 3 * width);
        for (int s = 0; s < crops; s++)
            for (int h = 0; h < heads; h++) head(s, h);
    }

    // The columns of one head, as double [tokens, each].
    std::vector<double> part(const std::vector<bf16> &x, int crop, int head, int which, int parts) const {
        std::vector<double> r;
        for (int i = 0; i < tokens; i++)
            for (int c = 0; c < each; c++)
                r.push_back(value(x[((size_t(crop) * tokens + i) * parts + which) * heads * each + size_t(head) * each + c]));
        return r;
    }

    void head(int crop, int head) {
        auto q = part(qkv, crop, head, 0, 3), k = part(qkv, crop, head, 1, 3), v = part(qkv, crop, head, 2, 3), d = part(dout, crop, head, 0, 1);
        auto dot = [&](const std::vector<double> &a, int i, const std::vector<double> &b, int j) {
            double sum = 0;
            for (int c = 0; c < each; c++) sum += a[size_t(i) * each + c] * b[size_t(j) * each + c];
            return sum;
        };
        size_t base = size_t(crop) * tokens * heads * each + size_t(head) * each, pitch = size_t(heads) * each;
        for (int i = 0; i < tokens; i++) {
            std::vector<double> p(tokens), dp(tokens);
            double top = -1e300, sum = 0, along = 0;
            for (int j = 0; j < tokens; j++) p[j] = dot(q, i, k, j) * scale, dp[j] = dot(d, i, v, j), top = std::max(top, p[j]);
            for (double &x : p) sum += x = std::exp(x - top);
            for (int j = 0; j < tokens; j++) p[j] /= sum, along += p[j] * dp[j];
            logs[(size_t(crop) * heads + head) * tokens + i] = top + std::log(sum);
            for (int j = 0; j < tokens; j++) {
                double slope = p[j] * (dp[j] - along) * scale;
                for (int c = 0; c < each; c++) {
                    out[base + i * pitch + c] += p[j] * v[size_t(j) * each + c];
                    size_t row = 3 * (base - size_t(head) * each) + size_t(head) * each + c;
                    dqkv[row + 3 * i * pitch] += slope * k[size_t(j) * each + c];
                    dqkv[row + (3 * j + 1) * pitch] += slope * q[size_t(i) * each + c];
                    dqkv[row + (3 * j + 2) * pitch] += p[j] * d[size_t(i) * each + c];
                }
            }
        }
    }

    // Each third of dqkv against its own largest value.
    template <class T>
    void close_thirds(const std::string &what, const std::vector<T> &got, double limit) {
        size_t width = size_t(heads) * each;
        for (size_t third = 0; third < 3; third++) {
            if (tokens == 1 && third < 2) continue;  // 0, but for rounding
            std::vector<double> wanted;
            std::vector<T> found;
            for (size_t i = 0; i < got.size(); i++)
                if (i / width % 3 == third) wanted.push_back(dqkv[i]), found.push_back(got[i]);
            close(what + (third == 0 ? " dQ" : third == 1 ? " dK" : " dV"), wanted, found, limit);
        }
    }

    int padded() const { return (tokens + 15) / 16 * 16; }
    dim3 tiles() const { return dim3((tokens + 63) / 64, crops * heads); }

    // Blocks for whole heads. limit: of bfloat16 weights and results.
    void whole_heads(double limit) {
        auto got = unset16(out.size()), back = unset16(dqkv.size());
        auto got_logs = unset(logs.size());
        int warps = std::min(7, padded() / 16);
        emu::launch(dim3(1, crops * heads), dim3(32 * warps), 288 * padded(),
                [&] { attention(qkv.data(), got.data(), got_logs.data(), tokens, heads, scale); });
        close("attention", out, got, limit);
        close("logs", logs, got_logs, SUMS);
        if (tokens > 256) return;
        emu::launch(dim3(1, crops * heads), dim3(2 * padded()), 2048 + 736 * padded(), [&] {
            attention_backward(dout.data(), qkv.data(), got.data(), got_logs.data(), back.data(), tokens, heads, scale);
        });
        close_thirds("attention_backward", back, 2 * limit);
    }

    void tiled(double limit) {
        auto got = unset16(out.size()), back = unset16(dqkv.size());
        auto got_logs = unset(logs.size()), shares = unset(logs.size());
        emu::launch(tiles(), dim3(128), 36864, [&] { attention_long(qkv.data(), got.data(), got_logs.data(), tokens, heads, scale); });
        close("attention_long", out, got, limit);
        close("logs of attention_long", logs, got_logs, SUMS);
        emu::launch(dim3(blocks((long long) crops * tokens * heads, 8)), dim3(256), 0,
                [&] { attention_shares(dout.data(), got.data(), shares.data(), crops * tokens, tokens, heads); });
        emu::launch(tiles(), dim3(128), 18944, [&] {
            attention_backward_keys(dout.data(), qkv.data(), got_logs.data(), shares.data(), back.data(), tokens, heads, scale);
        });
        emu::launch(tiles(), dim3(128), 18432, [&] {
            attention_backward_queries(dout.data(), qkv.data(), got_logs.data(), shares.data(), back.data(), tokens, heads, scale);
        });
        close_thirds("long backward", back, 2 * limit);
    }

    void float32(double limit) {
        std::vector<float> x, dy, got = unset(out.size()), back = unset(dqkv.size()), got_logs = unset(logs.size());
        for (bf16 v : qkv) x.push_back(float(value(v)));
        for (bf16 v : dout) dy.push_back(float(value(v)));
        dim3 grid(blocks(tokens, 2), crops * heads), block(64);
        emu::launch(grid, block, 8 * tokens,
                [&] { attention_exact(x.data(), got.data(), got_logs.data(), tokens, heads, each, scale); });
        close("attention_exact", out, got, limit);
        close("logs of attention_exact", logs, got_logs, limit);
        emu::launch(grid, block, 8 * tokens, [&] {
            attention_exact_queries(dy.data(), x.data(), got.data(), got_logs.data(), back.data(), tokens, heads, each, scale);
        });
        emu::launch(grid, block, 16 * tokens, [&] {
            attention_exact_keys(dy.data(), x.data(), got.data(), got_logs.data(), back.data(), tokens, heads, each, scale);
        });
        close_thirds("attention_exact", back, 3 * limit);
    }
};

static const bool registered = register_cases([] {
    for (int tokens : {1, 16, 31, 64, 65}) {
        std::string n = std::to_string(tokens);
        add("whole heads " + n, [=] { AttentionCase(2, tokens, 3, 64, 1.5f).whole_heads(HALF); });
        add("tiles " + n, [=] { AttentionCase(2, tokens, 3, 64, 1.5f).tiled(HALF); });
        add("float32 " + n, [=] { AttentionCase(2, tokens, 3, 64, 1.5f).float32(SINGLE); });
        add("float32, heads of 12, " + n, [=] { AttentionCase(1, tokens, 2, 12, 1.5f).float32(SINGLE); });
    }
    add("large scores 70", [] { AttentionCase(1, 70, 1, 64, 12).whole_heads(2 * HALF); });
    add("large scores in tiles 70", [] { AttentionCase(1, 70, 1, 64, 12).tiled(2 * HALF); });
    add("scores below 0, 70", [] { AttentionCase(1, 70, 1, 64, 0.25f, 4).whole_heads(8 * HALF); });
    add("scores below 0 in tiles, 70", [] { AttentionCase(1, 70, 1, 64, 0.25f, 4).tiled(8 * HALF); });
    add("scores below 0 in float32, 70", [] { AttentionCase(1, 70, 1, 64, 0.25f, 4).float32(1e-4); });
    add("whole heads 197", [] { AttentionCase(1, 197, 2, 64, 1.5f).whole_heads(HALF); });
    add("tiles 197", [] { AttentionCase(1, 197, 2, 64, 1.5f).tiled(HALF); });
    add("float32 197", [] { AttentionCase(1, 197, 2, 64, 1.5f).float32(SINGLE); });
    add("whole heads 256", [] { AttentionCase(1, 256, 1, 64, 1.5f).whole_heads(HALF); });
    add_slow("whole heads 577", [] { AttentionCase(1, 577, 1, 64, 1.5f).whole_heads(HALF); });
    add_slow("tiles 1025", [] { AttentionCase(1, 1025, 1, 64, 1.5f).tiled(HALF); });
    add_slow("float32 1025", [] { AttentionCase(1, 1025, 1, 64, 1.5f).float32(SUMS); });
});

}  // namespace attention_judge
