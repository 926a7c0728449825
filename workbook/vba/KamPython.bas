Attribute VB_Name = "KamPython"
Option Explicit

' The way to Python: one connection for functions and buttons, kept, since finding it anew reads ten settings from a
' sheet. What failed is not tried again in every cell, since one attempt can take a minute.

Private python As Object
Private refusal As String
Private health As String
Private shownHealth As String

' Calls a Python function once. If it fails, the connection is dropped, so that the next call finds a living server.
Public Function CallPython(ByVal moduleName As String, ByVal functionName As String, _
        ByVal arguments As Variant) As Variant
    Dim number As Long
    Dim reason As String
    On Error GoTo failed
    CallPython = Connection().CallUDF(moduleName, functionName, arguments, ThisWorkbook, Empty)
    If health <> "" Then health = "Python answers again."
    Exit Function
failed:
    number = Err.Number
    reason = Err.Description
    Set python = Nothing
    health = "Python did not answer: " & FirstLine(reason)
    Err.Raise number, "Key Accounts", reason
End Function

' Asks a Python function that only answers and changes nothing, so that it may be asked again: a server that has died
' since the last call is started anew.
Public Function AskPython(ByVal moduleName As String, ByVal functionName As String, _
        ByVal arguments As Variant) As Variant
    On Error GoTo again
    AskPython = CallPython(moduleName, functionName, arguments)
    Exit Function
again:
    Resume once
once:
    On Error GoTo 0
    AskPython = CallPython(moduleName, functionName, arguments)
End Function

' Connects anew at the next call, even if Python could not be reached before.
Public Sub TryPythonAgain()
    Set python = Nothing
    refusal = ""
    ForgetRefusals
End Sub

' Makes every function ask Python again: after an update of kam-xl, or whenever answers are doubted.
Public Sub ForgetAnswers()
    TryPythonAgain
    ForgetAllAnswers
    ForgetToken
    ScoreAgain
End Sub

' Shows on the sheet Start whether Python answers, if that has changed. Not while Excel calculates.
Public Sub ShowPythonHealth()
    If health = shownHealth Then Exit Sub
    ShowOnStart PYTHON_CELL, health
    shownHealth = health
End Sub

Private Function Connection() As Object
    If refusal <> "" Then Err.Raise 1000, "Key Accounts", refusal
    If python Is Nothing Then Connect
    Set Connection = python
End Function

Private Sub Connect()
    On Error GoTo failed
    Set python = XLPy
    Exit Sub
failed:
    refusal = "Python is not reachable; press Score to try again. " & Err.Description
    Err.Raise 1000, "Key Accounts", refusal
End Sub

' Errors of Python arrive with their traceback from the second line on; that stands in the log.
Public Function FirstLine(ByVal text As String) As String
    FirstLine = Replace(Left$(text, InStr(text & vbLf, vbLf) - 1), vbCr, "")
End Function
