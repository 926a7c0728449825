Attribute VB_Name = "KamMacros"
Option Explicit

' The buttons of the ribbon. Each runs the Python macro of its own name in the server that also answers the functions in
' cells. Whatever happens to Python meanwhile, Excel is put back as it was, and the reason is told.

Private Const MACROS As String = "kam_xl.excel.macros"
Private Const NO_CANCEL_KEY As Long = 0
Private Const CANCEL_KEY_INTERRUPTS As Long = 1
Private Const SHOWN_CHARACTERS As Long = 300

Public Sub ScoreAccounts(control As IRibbonControl)
    RunMacro "score_accounts", changesCells:=True
End Sub

Public Sub ExplainAccount(control As IRibbonControl)
    RunMacro "explain_account"
End Sub

Public Sub CalibrateModel(control As IRibbonControl)
    RunMacro "calibrate_model", changesCells:=True
End Sub

Public Sub TakeSnapshot(control As IRibbonControl)
    RunMacro "take_snapshot", changesCells:=True
End Sub

Public Sub PlansForSelected(control As IRibbonControl)
    RunMacro "plans_for_selected"
End Sub

Public Sub PlansForKey(control As IRibbonControl)
    RunMacro "plans_for_key"
End Sub

Public Sub PlansForKeyAndMajor(control As IRibbonControl)
    RunMacro "plans_for_key_and_major"
End Sub

Public Sub PlansForAll(control As IRibbonControl)
    RunMacro "plans_for_all"
End Sub

Public Sub OpenPlans(control As IRibbonControl)
    RunMacro "open_plans"
End Sub

Public Sub CheckTemplates(control As IRibbonControl)
    RunMacro "check_templates"
End Sub

Public Sub PreviewMessages(control As IRibbonControl)
    RunMacro "preview_messages"
End Sub

Public Sub DraftMessages(control As IRibbonControl)
    RunMacro "draft_messages"
End Sub

Public Sub SaveManagerCopy(control As IRibbonControl)
    RunMacro "save_manager_copy"
End Sub

Public Sub ImportAccounts(control As IRibbonControl)
    RunMacro "import_accounts", changesCells:=True
End Sub

Public Sub CheckData(control As IRibbonControl)
    RunMacro "check_data"
End Sub

Public Sub RunDoctor(control As IRibbonControl)
    RunMacro "run_doctor"
End Sub

Public Sub ShowGuide(control As IRibbonControl)
    RunMacro "show_guide"
End Sub

Public Sub ShowAbout(control As IRibbonControl)
    RunMacro "show_about"
End Sub

' Needs no Python: a colleague who only reads the workbook gets there as well.
Public Sub ShowSettings(control As IRibbonControl)
    GoToSheet "SettingsSheet", "Settings"
End Sub

' What a macro changes while events are off, functions must be told of: before Excel calculates again.
Private Sub RunMacro(ByVal name As String, Optional ByVal changesCells As Boolean = False)
    Dim calculation As Long
    Dim reason As String
    calculation = Application.Calculation
    KeepStill
    On Error GoTo failed
    TryPythonAgain
    If IsMac() Then
        RunPython "from kam_xl.excel import macros; macros." & name & "()"
    Else
        CallPython MACROS, name, Array()
    End If
    If changesCells Then ModelHasChanged
    PutBack calculation
    ShowVersions
    ShowPythonHealth
    Exit Sub
failed:
    reason = Left$(FirstLine(Err.Description), SHOWN_CHARACTERS)
    PutBack calculation
    TellThatPythonIsMissing reason
End Sub

' Without events and calculation no cell calls Python while it works for a button; without alerts Excel does not complain
' that it waits for another program. Esc is minded by Python, which ends its work between two accounts.
Private Sub KeepStill()
    On Error Resume Next
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    Application.DisplayAlerts = False
    Application.EnableCancelKey = NO_CANCEL_KEY
    Application.ScreenUpdating = False
End Sub

' A server that died halfway has put nothing back itself.
Private Sub PutBack(ByVal calculation As Long)
    On Error Resume Next
    Application.ScreenUpdating = True
    Application.EnableCancelKey = CANCEL_KEY_INTERRUPTS
    Application.DisplayAlerts = True
    Application.StatusBar = False
    Application.EnableEvents = True
    Application.Calculation = calculation
End Sub

Private Sub ShowVersions()
    On Error GoTo leave
    ShowOnStart VERSIONS_CELL, KAM_VERSION()
leave:
End Sub

Private Function IsMac() As Boolean
    On Error GoTo leave
    IsMac = InStr(Application.OperatingSystem, "Mac") > 0
leave:
End Function

Private Sub GoToSheet(ByVal codeName As String, ByVal label As String)
    Dim sheet As Object
    For Each sheet In ThisWorkbook.Worksheets
        If sheet.CodeName = codeName Then
            sheet.Activate
            Exit Sub
        End If
    Next sheet
    MsgBox "The sheet " & label & " was removed; a fresh workbook has it.", vbExclamation, "Key Accounts"
End Sub

Private Sub TellThatPythonIsMissing(ByVal reason As String)
    ShowPythonHealth
    ShowOnStart PROBLEM_CELL, "The button needs Python with kam-xl, which could not be reached: " & reason
    MsgBox "This button needs Python with kam-xl, and it could not be reached." & vbLf & vbLf & _
        "The workbook stays as it is: its scores are those of the last run." & vbLf & _
        "To connect it, follow ""Connect Python"" on the sheet Start, then press the button again." & vbLf & vbLf & _
        "Reason: " & reason, vbExclamation, "Key Accounts"
End Sub
