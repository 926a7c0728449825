/* bcryptprimitives.dll: where programs written in Rust take random numbers from. Wine 8 has none. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *target, SIZE_T count) {
    return RtlGenRandom(target, (ULONG)count);
}
