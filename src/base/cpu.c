/* Detection of the instruction set, by cpuid and xgetbv. Knows nothing of kernels. */
#include "base/cpu.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "base", "v2", "v3", "v4" };

#ifdef LN_HAVE_X86_64_LEVELS
#include <cpuid.h>

/* Bits that must all be set, per register, by the definition of each level in the x86-64 psABI. */
enum {
    V2_1C = bit_SSE3 | bit_SSSE3 | bit_CMPXCHG16B | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT,
    V2_EXT_C = bit_LAHF_LM,
    V3_1C = bit_FMA | bit_MOVBE | bit_OSXSAVE | bit_AVX | bit_F16C,
    V3_7B = bit_BMI | bit_AVX2 | bit_BMI2,
    V3_EXT_C = bit_ABM,
    V3_STATE = 0x06, /* XMM, YMM */
    V4_STATE = 0xe6  /* and opmask, ZMM */
};
static const unsigned v4_7b = bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | bit_AVX512VL;

static ln_isa detect(void)
{
    unsigned a, b, c1, d, b7 = 0, c, ext_c = 0, state, state_high;
    if (!__get_cpuid(1, &a, &b, &c1, &d))
        return LN_ISA_BASE;
    if (!__get_cpuid_count(7, 0, &a, &b7, &c, &d))
        b7 = 0;
    if (!__get_cpuid(0x80000001, &a, &b, &ext_c, &d))
        ext_c = 0;
    if ((c1 & V2_1C) != V2_1C || (ext_c & V2_EXT_C) != V2_EXT_C)
        return LN_ISA_BASE;
    if ((c1 & V3_1C) != V3_1C || (b7 & V3_7B) != V3_7B || (ext_c & V3_EXT_C) != V3_EXT_C)
        return LN_ISA_V2;
    __asm__("xgetbv" : "=a"(state), "=d"(state_high) : "c"(0));
    if ((state & V3_STATE) != V3_STATE)
        return LN_ISA_V2;
    return (b7 & v4_7b) == v4_7b && (state & V4_STATE) == V4_STATE ? LN_ISA_V4 : LN_ISA_V3;
}
#else
static ln_isa detect(void)
{
    return LN_ISA_BASE;
}
#endif

atomic_int ln_cpu_found = -1;

ln_isa ln_cpu_detect(void)
{
    int isa = (int)detect();
    const char *wish = getenv("LUNULA_ISA");
    for (int i = 0; wish != NULL && i < isa; i++)
        if (strcmp(wish, names[i]) == 0)
            isa = i;
    atomic_store_explicit(&ln_cpu_found, isa, memory_order_relaxed);
    return (ln_isa)isa;
}

const char *ln_isa_name(ln_isa isa)
{
    return names[isa];
}
