/* python.exe: runs the official python DLL, and stands in for the launcher of virtual environments as well.

   The DLL lies beside this program or, in a virtual environment, where the line "home" of pyvenv.cfg says. An output that
   a Unix shell opened for writing only kills Python under Wine, since it cannot be asked about: such a one becomes NUL. */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

typedef int (*Main)(int, wchar_t **);

static void folder_above(wchar_t *path) {
    wchar_t *last = wcsrchr(path, L'\\');
    if (last) *last = 0;
}

static int read_home(const wchar_t *folder, wchar_t *home) {
    wchar_t path[MAX_PATH];
    char line[1024], value[1024];
    int found = 0;
    _snwprintf(path, MAX_PATH, L"%ls\\pyvenv.cfg", folder);
    FILE *file = _wfopen(path, L"r");
    if (!file) return 0;
    while (!found && fgets(line, sizeof line, file)) found = sscanf(line, "home = %1023[^\r\n]", value) == 1;
    fclose(file);
    return found && MultiByteToWideChar(CP_UTF8, 0, value, -1, home, MAX_PATH) > 0;
}

static HMODULE load_python(void) {
    wchar_t folder[MAX_PATH], home[MAX_PATH], dll[MAX_PATH];
    GetModuleFileNameW(NULL, folder, MAX_PATH);
    folder_above(folder);
    wcscpy(home, folder);
    if (!read_home(folder, home)) {
        folder_above(folder);
        read_home(folder, home);
    }
    _snwprintf(dll, MAX_PATH, L"%ls\\%ls", home, PYTHON_DLL);
    return LoadLibraryExW(dll, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
}

static void replace_outputs_that_cannot_be_asked(void) {
    const DWORD streams[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    BY_HANDLE_FILE_INFORMATION answer;
    for (int i = 0; i < 3; i++) {
        HANDLE stream = GetStdHandle(streams[i]);
        DWORD kind = GetFileType(stream);
        if (kind == FILE_TYPE_UNKNOWN || (kind == FILE_TYPE_DISK && !GetFileInformationByHandle(stream, &answer)))
            SetStdHandle(streams[i], CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE,
                FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL));
    }
}

int wmain(int count, wchar_t **arguments) {
    replace_outputs_that_cannot_be_asked();
    HMODULE python = load_python();
    Main run = python ? (Main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    return run ? run(count, arguments) : 250;
}
