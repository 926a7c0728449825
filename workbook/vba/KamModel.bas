Attribute VB_Name = "KamModel"
Option Explicit
Option Private Module

' What a score depends on beside the account's own cells: the sheets Model, Settings and Team, and a token for them,
' a short text that is another one if anything in them is.

Private Const TOKEN_MARK As String = "model "
Private Const PRIME As Double = 2147483647
Private Const OTHER_PRIME As Double = 2147483629

Private token As String

' The token of what is in these cells.
Public Function TokenOf(ByVal text As String) As String
    TokenOf = TOKEN_MARK & Digest(text)
End Function

' The token of the sheets, for functions that were not given one.
Public Function CurrentToken() As String
    If token = "" Then
        token = TokenOf(KeyOfGrid(SheetValues("ModelSheet")) & vbLf & KeyOfSettings(SheetValues("SettingsSheet")) & _
            vbLf & KeyOfGrid(SheetValues("TeamSheet")))
    End If
    CurrentToken = token
End Function

Public Function IsModelSheet(ByVal sheet As Object) As Boolean
    Select Case sheet.CodeName
    Case "ModelSheet", "SettingsSheet", "TeamSheet"
        IsModelSheet = True
    End Select
End Function

' Tells whether the sheets have changed since the token was last asked for.
Public Function HasChanged() As Boolean
    Dim before As String
    If token = "" Then Exit Function
    before = token
    token = ""
    HasChanged = before <> CurrentToken()
End Function

' The sheets may have changed.
Public Sub ForgetToken()
    token = ""
End Sub

' What a function was given as its model, as a text that is another one if the model is.
Public Function KeyOfModel(ByVal model As Variant) As String
    Dim values As Variant
    If IsRange(model) Then values = PlainValues(model) Else values = model
    If Not IsArray(values) Then
        KeyOfModel = KeyOfCell(values)
    Else
        KeyOfModel = KeyOfGrid(GridOf(values)) & CurrentToken()
    End If
End Function

Private Function KeyOfCell(ByVal value As Variant) As String
    If IsError(value) Then
        RaiseRefusal "the model's cell shows an error. Calculate the cell KamToken on Settings again."
    ElseIf CStr(value) = "" Then
        KeyOfCell = CurrentToken()
    ElseIf Left$(CStr(value), Len(TOKEN_MARK)) = TOKEN_MARK Then
        KeyOfCell = CStr(value)
    Else
        RaiseRefusal "the model: found """ & Left$(CStr(value), 60) & """; allowed are the cell " & _
            "KamToken, all cells of a sheet like Model, or nothing."
    End If
End Function

' The cells of the model that a function was given, or of the sheet Model.
Public Function ModelCells(ByVal model As Variant) As Variant
    If IsRange(model) Then ModelCells = PlainValues(model) Else ModelCells = model
    If IsArray(ModelCells) Then ModelCells = GridOf(ModelCells) Else ModelCells = SheetValues("ModelSheet")
End Function

' The token's own cell is left out: it follows from the others.
Private Function KeyOfSettings(ByVal grid As Variant) As String
    Dim row As Long
    Dim column As Long
    For row = LBound(grid, 1) To UBound(grid, 1)
        For column = LBound(grid, 2) To UBound(grid, 2)
            If VarType(grid(row, column)) = vbString Then
                If Left$(grid(row, column), Len(TOKEN_MARK)) = TOKEN_MARK Then grid(row, column) = ""
            End If
        Next column
    Next row
    KeyOfSettings = KeyOfGrid(grid)
End Function

' Two sums over the characters, each by its place, within what a Double holds exactly.
Private Function Digest(ByVal text As String) As String
    Dim place As Long
    Dim one As Double
    Dim other As Double
    Dim code As Double
    For place = 1 To Len(text)
        code = AscW(Mid$(text, place, 1)) + 65536
        one = Remainder(one * 131 + code, PRIME)
        other = Remainder(other * 137 + code, OTHER_PRIME)
    Next place
    Digest = Hex$(one) & "-" & Hex$(other)
End Function

Private Function Remainder(ByVal number As Double, ByVal divisor As Double) As Double
    Remainder = number - Int(number / divisor) * divisor
End Function
