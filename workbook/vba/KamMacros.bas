Attribute VB_Name = "KamMacros"
Option Explicit

' The buttons of the ribbon. Each runs its Python macro in the server that also answers the functions in cells.

Private Const MACROS As String = "kam_xl.excel.macros"

Public Sub ScoreAccounts(control As IRibbonControl)
    RunMacro "score"
End Sub

Public Sub GeneratePlans(control As IRibbonControl)
    RunMacro "generate_plans"
End Sub

Public Sub EmailManagers(control As IRibbonControl)
    RunMacro "email_managers"
End Sub

Private Sub RunMacro(ByVal name As String)
    On Error GoTo failed
    TryPythonAgain
    If IsMac() Then
        RunPython "from kam_xl.excel import macros; macros." & name & "()"
    Else
        XLPy.CallUDF MACROS, name, Array(), ThisWorkbook, Empty
    End If
    Exit Sub
failed:
    TellThatPythonIsMissing Left$(Err.Description, 300)
End Sub

Private Function IsMac() As Boolean
    On Error GoTo leave
    IsMac = InStr(Application.OperatingSystem, "Mac") > 0
leave:
End Function

Private Sub TellThatPythonIsMissing(ByVal reason As String)
    ShowOnStart PROBLEM_CELL, "The button needs Python with kam-xl, which could not be reached: " & reason
    MsgBox "This button needs Python with kam-xl, and it could not be reached." & vbLf & vbLf & _
        "The workbook stays as it is: its scores are those of the last run." & vbLf & _
        "To connect it, follow ""Connect Python"" on the sheet Start, then press the button again." & vbLf & vbLf & _
        "Reason: " & reason, vbExclamation, "Key Accounts"
End Sub
