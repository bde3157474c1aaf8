// What the judges of the kernels share: random tensors, comparison with wanted values, and cases run under several schedules. A
// judge includes kernels and registers cases; judges.cpp is the program of all. Wanted values are computed naively in double.
//
// Arguments of the program: schedules as numbers, of which those from 100 on copy early (default: 0 101 7), --case TEXT for those cases
// alone whose name contains it, --quick without slow cases, --fault NUMBER with a planted fault. It prints a line for each failure and a last line with counts; the exit status is 1 after a
// failure. With one schedule after another, every result must have the same bits.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace judge {

struct Case {
    std::string name;
    bool once;  // under the first schedule alone, because it is slow
    std::function<void()> run;
};

struct State {
    std::vector<Case> cases;
    std::mt19937 random;
    std::map<std::string, size_t> bits;
    std::string now;
    int checks = 0, failures = 0, number = 0;
};

inline State &state() {
    static State instance;
    return instance;
}

inline void add(const std::string &name, std::function<void()> run) { state().cases.push_back({name, false, run}); }
inline void add_slow(const std::string &name, std::function<void()> run) { state().cases.push_back({name, true, run}); }

inline void fail(const std::string &what, const std::string &why) {
    state().failures++;
    printf("FAILED %s: %s: %s, schedule %u%s\n", state().now.c_str(), what.c_str(), why.c_str(), emu::schedule.order,
            emu::schedule.early_copies ? ", early copies" : "");
}

// For the initial value of a variable: registers cases before main.
inline bool register_cases(void (*cases)()) {
    cases();
    return true;
}

// Values of a normal distribution, in a heap block of exactly their size.
inline std::vector<float> normal(size_t n, float mean = 0, float deviation = 1) {
    std::vector<float> v(n);
    for (float &x : v) {
        double a = (state().random() + 0.5) / 4294967296.0, b = state().random() / 4294967296.0;
        x = float(mean + deviation * std::sqrt(-2 * std::log(a)) * std::cos(6.283185307179586 * b));
    }
    return v;
}

inline std::vector<float> uniform(size_t n, float low, float high) {
    std::vector<float> v(n);
    for (float &x : v) x = low + (high - low) * float(state().random() / 4294967296.0);
    return v;
}

inline std::vector<int> below(size_t n, int limit) {
    std::vector<int> v(n);
    for (int &x : v) x = int(state().random() % unsigned(limit));
    return v;
}

inline std::vector<bf16> rounded(const std::vector<float> &v) {
    std::vector<bf16> r(v.size());
    for (size_t i = 0; i < v.size(); i++) r[i] = to_bf16(v[i]);
    return r;
}

// Memory that a kernel has to overwrite: NaN.
inline std::vector<float> unset(size_t n) { return std::vector<float>(n, NAN); }
inline std::vector<double> unset64(size_t n) { return std::vector<double>(n, NAN); }
inline std::vector<bf16> unset16(size_t n) { return std::vector<bf16>(n, 0x7fff); }

inline double value(double x) { return x; }
inline double value(float x) { return x; }
inline double value(int x) { return x; }
inline double value(bf16 x) {
    uint32_t bits = uint32_t(x) << 16;
    float f;
    memcpy(&f, &bits, 4);
    return f;
}

template <class T>
std::vector<double> exact(const std::vector<T> &v) {
    std::vector<double> r(v.size());
    for (size_t i = 0; i < v.size(); i++) r[i] = value(v[i]);
    return r;
}

// Limits of |error| / |largest wanted value|.
constexpr double SINGLE = 3e-6, SUMS = 1e-5, HALF = 4e-3, EXACT = 0;

template <class T>
void same_bits(const std::string &what, const std::vector<T> &got) {
    size_t hash = 1469598103934665603u;
    const unsigned char *bytes = reinterpret_cast<const unsigned char *>(got.data());
    for (size_t i = 0; i < got.size() * sizeof(T); i++) hash = (hash ^ bytes[i]) * 1099511628211u;
    auto known = state().bits.emplace(state().now + ", " + what + " " + std::to_string(state().number++), hash);
    if (known.first->second != hash) fail(what, "other bits than under the first schedule");
}

// NaN is no success.
template <class T>
void close(const std::string &what, const std::vector<double> &wanted, const std::vector<T> &got, double limit) {
    state().checks++;
    if (wanted.size() != got.size()) return fail(what, "another length");
    double largest = 0;
    for (double w : wanted) largest = std::max(largest, std::fabs(w));
    for (size_t i = 0; i < wanted.size(); i++) {
        double error = std::fabs(value(got[i]) - wanted[i]);
        if (!(error <= limit * std::max(largest, 1e-30)) && !(std::isnan(wanted[i]) && std::isnan(value(got[i])))) {
            char text[200];
            snprintf(text, sizeof text, "element %zu of %zu is %.9g, wanted %.9g within %.1e of %.3g", i, wanted.size(), value(got[i]),
                    wanted[i], limit, largest);
            return fail(what, text);
        }
    }
    same_bits(what, got);
}

inline unsigned blocks(long long items, int each) { return unsigned(std::max(1LL, (items + each - 1) / each)); }

// The grid of columns.cuh with three blocks of rows, and its block.
inline dim3 columns_grid(int cols) { return dim3(blocks(cols, 128), 3); }
inline dim3 columns_block() { return dim3(32, 8); }
constexpr int ROW_BLOCKS = 3;

inline void run(unsigned schedule, const std::string &only, bool slow) {
    emu::schedule = {schedule % 100, schedule >= 100};
    for (const Case &c : state().cases) {
        if ((c.once && !slow) || c.name.find(only) == std::string::npos) continue;
        state().now = c.name;
        state().number = 0;
        state().random.seed(7);
        try {
            c.run();
        } catch (const std::exception &e) {
            fail("launch", e.what());
        }
    }
}

inline int main(int count, char **arguments) {
    std::vector<unsigned> schedules;
    std::string only;
    bool quick = false;
    for (int i = 1; i < count; i++) {
        if (std::string(arguments[i]) == "--case" && i + 1 < count) only = arguments[++i];
        else if (std::string(arguments[i]) == "--quick") quick = true;
        else if (std::string(arguments[i]) == "--fault" && i + 1 < count) emu::fault = atoi(arguments[++i]);
        else schedules.push_back(unsigned(atoi(arguments[i])));
    }
    if (schedules.empty()) schedules = {0, 101, 7};
    for (size_t i = 0; i < schedules.size(); i++) run(schedules[i], only, i == 0 && !quick);
    printf("%zu cases, %d checks, %d failures\n", state().cases.size(), state().checks, state().failures);
    return state().failures > 0 || state().checks == 0;
}

}  // namespace judge
