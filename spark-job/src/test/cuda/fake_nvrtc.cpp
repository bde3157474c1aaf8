// A libnvrtc.so.13 that compiles nothing: its cubin is an image that fake_driver.cpp knows, with the sources behind it. Sources
// with a line "#error" are refused with that line as the log.
#include <string.h>
#include <string>

#define API extern "C" __attribute__((visibility("default")))

namespace {
struct Program { std::string text, log; };
const std::string MAGIC = std::string("\x7f") + "ELF emulated";
constexpr int COMPILATION = 6, VERSION = 13;
}  // namespace

API int nvrtcVersion(int *major, int *minor) {
    *major = VERSION;
    *minor = 0;
    return 0;
}
API int nvrtcGetNumSupportedArchs(int *count) {
    *count = 4;
    return 0;
}
API int nvrtcGetSupportedArchs(int *known) {
    const int all[] = {75, 80, 90, 120};
    memcpy(known, all, sizeof all);
    return 0;
}
API const char *nvrtcGetErrorString(int code) { return code == COMPILATION ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR"; }
API int nvrtcCreateProgram(void **program, const char *unit, const char *, int count, const char *const *headers, const char *const *) {
    auto *made = new Program{unit, ""};
    for (int i = 0; i < count; i++) made->text += headers[i];
    *program = made;
    return 0;
}
API int nvrtcCompileProgram(void *program, int, const char *const *) {
    auto &own = *static_cast<Program *>(program);
    size_t error = own.text.find("#error");
    if (error == std::string::npos) return 0;
    own.log = own.text.substr(error, own.text.find('\n', error) - error);
    return COMPILATION;
}
API int nvrtcGetProgramLogSize(void *program, size_t *size) {
    *size = static_cast<Program *>(program)->log.size() + 1;
    return 0;
}
API int nvrtcGetProgramLog(void *program, char *log) {
    strcpy(log, static_cast<Program *>(program)->log.c_str());
    return 0;
}
API int nvrtcGetCUBINSize(void *program, size_t *size) {
    *size = MAGIC.size() + static_cast<Program *>(program)->text.size();
    return 0;
}
API int nvrtcGetCUBIN(void *program, char *cubin) {
    std::string all = MAGIC + static_cast<Program *>(program)->text;
    memcpy(cubin, all.data(), all.size());
    return 0;
}
API int nvrtcDestroyProgram(void **program) {
    delete static_cast<Program *>(*program);
    *program = nullptr;
    return 0;
}
