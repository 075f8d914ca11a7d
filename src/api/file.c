/* Files of bytes behind lunula.h. Knows of no format. */
#include "io/file.h"

#include "api/runtime.h"

lunula_status lunula_write_file(lunula_runtime *runtime, const char *path, const void *bytes, size_t size)
{
    return (lunula_status)ln_file_write(&runtime->ctx, path, bytes, size);
}

lunula_status lunula_make_folder(lunula_runtime *runtime, const char *path)
{
    return (lunula_status)ln_folder_make(&runtime->ctx, path);
}
