Attribute VB_Name = "KamCells"
Option Explicit
Option Private Module

' What is in cells: their values as rows and columns, which rows stand around a row, and texts that stand for cells.

' More rows or columns than this are cut where the sheet ends, since they are most likely whole columns or rows.
Private Const LARGE As Long = 1000

Private onlyValue As Boolean

Private Const UNKNOWN As String = "#N/A"

' Between the cells of a row in a key; no keyboard types it.
Private Const SEPARATOR As Long = 30

' LibreOffice takes some texts for objects.
Public Function IsRange(ByVal value As Variant) As Boolean
    IsRange = (TypeName(value) = "Range")
End Function

' The values of a range or an array as rows and columns; anything else is one row with one cell.
Public Function GridOf(ByVal cells As Variant) As Variant
    If Not IsRange(cells) Then
        GridOf = AsGrid(cells)
    Else
        GridOf = PlainValues(cells)
        If Not IsArray(GridOf) Then GridOf = AsGrid(GridOf)
    End If
End Function

Private Function AsGrid(ByRef values As Variant) As Variant
    Dim grid() As Variant
    Dim column As Long
    If Not IsArray(values) Then
        ReDim grid(1 To 1, 1 To 1)
        grid(1, 1) = values
        AsGrid = grid
    ElseIf HasColumns(values) Then
        AsGrid = values
    ElseIf IsArray(values(LBound(values))) Then
        AsGrid = GridOfRows(values)
    Else
        ReDim grid(1 To 1, 1 To UBound(values) - LBound(values) + 1)
        For column = 1 To UBound(grid, 2)
            grid(1, column) = values(LBound(values) + column - 1)
        Next column
        AsGrid = grid
    End If
End Function

' LibreOffice hands over rows as arrays in an array.
Private Function GridOfRows(ByRef rows As Variant) As Variant
    Dim grid() As Variant
    Dim cells As Variant
    Dim row As Long
    Dim column As Long
    cells = rows(LBound(rows))
    ReDim grid(1 To UBound(rows) - LBound(rows) + 1, 1 To UBound(cells) - LBound(cells) + 1)
    For row = 1 To UBound(grid, 1)
        cells = rows(LBound(rows) + row - 1)
        For column = 1 To UBound(grid, 2)
            grid(row, column) = cells(LBound(cells) + column - 1)
        Next column
    Next row
    GridOfRows = grid
End Function

Private Function HasColumns(ByRef values As Variant) As Boolean
    On Error GoTo oneDimension
    HasColumns = UBound(values, 2) >= LBound(values, 2)
oneDimension:
End Function

' Value2 gives plain numbers for dates and money, and faster; LibreOffice only knows Value.
Public Function PlainValues(ByVal cells As Object) As Variant
    On Error GoTo noValue2
    If onlyValue Then PlainValues = cells.Value Else PlainValues = cells.Value2
    Exit Function
noValue2:
    onlyValue = True
    PlainValues = cells.Value
End Function

' Python cannot give a real Excel error; a text stands for it.
Public Function AsCell(ByVal value As Variant) As Variant
    AsCell = value
    If VarType(value) = vbString Then
        If value = UNKNOWN Then AsCell = CVErr(xlErrNA)
    End If
End Function

' Whole rows and columns are cut where the sheet ends; their start stays, so that values and headers keep their places.
Public Sub CutToSheet(ByRef row As Variant, ByRef headers As Variant)
    If Not IsRange(row) Then Exit Sub
    If Not IsLarge(row) Then Exit Sub
    Set row = WithinUsedRange(row)
    If IsRange(headers) Then Set headers = WithinUsedRange(headers)
End Sub

' In LibreOffice a variable with members must be an object, whatever way is taken.
Private Function IsLarge(ByVal cells As Object) As Boolean
    IsLarge = cells.Columns.Count > LARGE Or cells.Rows.Count > LARGE
End Function

Private Function WithinUsedRange(ByVal cells As Object) As Object
    Dim region As Object
    Dim lastRow As Long
    Dim lastColumn As Long
    Set region = cells.Worksheet.UsedRange
    lastRow = region.Row + region.Rows.Count - cells.Row
    lastColumn = region.Column + region.Columns.Count - cells.Column
    Set WithinUsedRange = cells.Resize(Between(lastRow, cells.Rows.Count), Between(lastColumn, cells.Columns.Count))
End Function

Private Function Between(ByVal wanted As Long, ByVal most As Long) As Long
    Between = wanted
    If Between > most Then Between = most
    If Between < 1 Then Between = 1
End Function

' A text for a row of cells that is different if any cell is, also in its kind: 1 is not "1".
Public Function KeyOfRow(ByRef grid As Variant, ByVal row As Long) As String
    Dim parts() As String
    Dim column As Long
    Dim value As Variant
    ReDim parts(LBound(grid, 2) To UBound(grid, 2))
    For column = LBound(grid, 2) To UBound(grid, 2)
        value = grid(row, column)
        If Not IsEmpty(value) Then parts(column) = VarType(value) & CStr(value)
    Next column
    KeyOfRow = Join(parts, Chr$(SEPARATOR))
End Function

' The same for all rows.
Public Function KeyOfGrid(ByRef grid As Variant) As String
    Dim keys() As String
    Dim row As Long
    ReDim keys(LBound(grid, 1) To UBound(grid, 1))
    For row = LBound(grid, 1) To UBound(grid, 1)
        keys(row) = KeyOfRow(grid, row)
    Next row
    KeyOfGrid = Join(keys, vbLf)
End Function

Public Function IsBlankRow(ByRef grid As Variant, ByVal row As Long) As Boolean
    Dim column As Long
    Dim value As Variant
    For column = LBound(grid, 2) To UBound(grid, 2)
        value = grid(row, column)
        If Not IsEmpty(value) Then
            If VarType(value) <> vbString Then Exit Function
            If value <> "" Then Exit Function
        End If
    Next column
    IsBlankRow = True
End Function

' The rows that will most likely be asked about next: those of the table in which a row stands; else those below given
' headers; else those of the block of cells around it. Nothing for values that stand in no cells.
Public Function RowsAround(ByVal row As Variant, ByVal headers As Variant) As Object
    If Not IsRange(row) Then Exit Function
    Set RowsAround = RowsOfTable(row)
    If RowsAround Is Nothing And IsRange(headers) Then Set RowsAround = RowsBelow(headers, row)
    If RowsAround Is Nothing Then Set RowsAround = RowsOfBlock(row)
End Function

Private Function RowsOfTable(ByVal row As Object) As Object
    On Error GoTo noTable
    Set RowsOfTable = Application.Intersect(row.ListObject.DataBodyRange, row.EntireColumn)
noTable:
End Function

Private Function RowsBelow(ByVal headers As Object, ByVal row As Object) As Object
    Dim below As Object
    On Error GoTo notAbove
    If headers.Row >= row.Row Or headers.Column <> row.Column Then Exit Function
    If headers.Worksheet.Name <> row.Worksheet.Name Then Exit Function
    Set below = row.Worksheet.UsedRange
    Set RowsBelow = row.Offset(headers.Row + 1 - row.Row, 0).Resize(below.Row + below.Rows.Count - headers.Row - 1)
notAbove:
End Function

Private Function RowsOfBlock(ByVal row As Object) As Object
    On Error GoTo noBlock
    Set RowsOfBlock = Application.Intersect(row.CurrentRegion, row.EntireColumn)
noBlock:
End Function

' The headers of the table in which a row stands; a blank if it stands in none.
Public Function TableHeaders(ByVal row As Variant) As Variant
    On Error GoTo noTable
    TableHeaders = PlainValues(Application.Intersect(row.ListObject.HeaderRowRange, row.EntireColumn))
    Exit Function
noTable:
    TableHeaders = ""
End Function

' All cells of a sheet, found by its name in code, so that people may rename its tab.
Public Function SheetValues(ByVal codeName As String) As Variant
    Dim sheet As Object
    For Each sheet In ThisWorkbook.Worksheets
        If sheet.CodeName = codeName Then
            SheetValues = GridOf(sheet.UsedRange)
            Exit Function
        End If
    Next sheet
    SheetValues = AsGrid("")
End Function
