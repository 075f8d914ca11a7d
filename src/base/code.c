/* Pages of machine code: written once, then executed. Knows nothing of what the code does. */
#include "base/code.h"

#include <string.h>
#include <sys/mman.h>

int ln_code_map(ln_code *code, const uint8_t *from, size_t bytes)
{
    code->at = NULL;
    code->bytes = bytes;
    void *pages = bytes == 0 ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return 0;
    memcpy(pages, from, bytes);
    if (mprotect(pages, bytes, PROT_READ | PROT_EXEC) != 0) {
        munmap(pages, bytes);
        return 0;
    }
    code->at = pages;
    return 1;
}

void ln_code_unmap(ln_code *code)
{
    if (code->at != NULL)
        munmap((void *)(uintptr_t)code->at, code->bytes);
    code->at = NULL;
}
