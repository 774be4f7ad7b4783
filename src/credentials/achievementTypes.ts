/** Types of achievements in Open Badges 3.0 (AchievementType). */
export const achievementTypes = [
  ...(['Achievement', 'ApprenticeshipCertificate', 'Assessment', 'Assignment', 'AssociateDegree', 'Award'] as const),
  ...([
    'Badge',
    'BachelorDegree',
    'Certificate',
    'CertificateOfCompletion',
    'Certification',
    'CommunityService',
  ] as const),
  ...(['Competency', 'Course', 'CoCurricular', 'Degree', 'Diploma', 'DoctoralDegree', 'Fieldwork'] as const),
  ...(['GeneralEducationDevelopment', 'JourneymanCertificate', 'LearningProgram', 'License', 'Membership'] as const),
  ...(['ProfessionalDoctorate', 'QualityAssuranceCredential', 'MasterCertificate', 'MasterDegree'] as const),
  ...(['MicroCredential', 'ResearchDoctorate', 'SecondarySchoolDiploma'] as const),
] as const

export type AchievementType = (typeof achievementTypes)[number]

export const DEFAULT_ACHIEVEMENT_TYPE: AchievementType = 'CertificateOfCompletion'
