// The program of all judges: judge.h says how to call it.
#include "judge_activations.cpp"
#include "judge_attention.cpp"
#include "judge_elementwise.cpp"
#include "judge_norms.cpp"
#include "judge_rowwise.cpp"
#include "judge_softmax.cpp"
#include "judge_statistics.cpp"
#include "judge_tokens.cpp"

int main(int count, char **arguments) { return judge::main(count, arguments); }
